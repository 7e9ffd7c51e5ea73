//! Values that a declaration accepts: the simplest, those at the edges of its rules, and any.

use serde_json::{Map, Value};

use super::media::data_uri;
use super::numbers::{self, Fraction, Whole};
use super::random::Random;
use super::texts::Texts;
use crate::fields::image_size::{MAX_SIDE, PRESETS};
use crate::fields::{Bound, Field, Rules, Shape, Table, Union, Variant, read_by_table, rules};

/// How deep values are varied. Deeper, each is the simplest.
const VARIED: u8 = 4;

/// How deep values nest at most: a type may hold itself.
const DEEPEST: u8 = 16;

/// How many items a list has more than it must, where nothing bounds it.
const OPEN: u64 = 3;

/// The most items of a list that is made.
const MOST_ITEMS: u64 = 64;

/// What a value must be.
#[derive(Clone, Copy)]
pub(super) struct Declared {
    pub(super) shape: Shape,
    pub(super) rules: Rules,
    depth: u8,
}

impl Declared {
    /// A whole input.
    pub(super) const fn of(shape: Shape) -> Self {
        Self {
            shape,
            rules: Rules::NONE,
            depth: 0,
        }
    }

    /// A value inside of this one.
    pub(super) fn inside(self, shape: Shape, rules: Rules) -> Self {
        Self {
            shape,
            rules,
            depth: self.depth + 1,
        }
    }

    pub(super) fn field(self, field: &Field) -> Self {
        self.inside(field.shape, field.rules)
    }

    pub(super) fn item(self, of: &Shape) -> Self {
        self.inside(*of, self.rules.of_items())
    }

    /// The variant of an enum: its rules are its own.
    pub(super) fn variant(self, variant: &Variant) -> Self {
        self.inside(variant.shape, Rules::NONE)
    }

    /// As the table reads it; `None` where it is refused.
    pub(super) fn read(self, value: &Value) -> Option<Value> {
        read_by_table(value, &self.shape, &self.rules).ok()
    }

    pub(super) fn accepts(self, value: &Value) -> bool {
        self.read(value).is_some()
    }

    /// The simplest value.
    pub(super) fn simplest(self) -> Option<Value> {
        self.any(&mut Random::simplest())
    }

    /// The lengths that a list or a map may have.
    pub(super) fn lengths(self) -> (u64, u64) {
        let least = self.rules.min_length.unwrap_or(0).min(MOST_ITEMS);
        let most = self.rules.max_length.unwrap_or(least + OPEN);
        (least, most.min(MOST_ITEMS))
    }

    /// Values that an author wrote, with a small medium in the place of each URL: nothing is fetched.
    pub(super) fn without_network(self, mut values: Vec<Value>) -> Vec<Value> {
        for value in &mut values {
            self.put_media(value);
        }
        values
    }

    fn put_media(self, value: &mut Value) {
        match (self.shape, value) {
            (Shape::MediaUrl(kind) | Shape::Medium(kind, _), value) => {
                let is_data =
                    |url: &Value| url.as_str().is_some_and(|url| url.starts_with("data:"));
                if !is_data(value.get("url").unwrap_or(value)) {
                    *value = data_uri(kind, &self.rules).into();
                }
            }
            (Shape::Optional(_), Value::Null) => {}
            (Shape::Optional(of), value) => self.inside(*of, self.rules).put_media(value),
            (Shape::List(of), Value::Array(items)) => {
                items
                    .iter_mut()
                    .for_each(|item| self.item(of).put_media(item));
            }
            (Shape::Map(of), Value::Object(members)) => {
                members
                    .values_mut()
                    .for_each(|member| self.item(of).put_media(member));
            }
            (Shape::Tuple(shapes), Value::Array(items)) => {
                let items = items.iter_mut().zip(shapes);
                items.for_each(|(item, of)| self.item(of).put_media(item));
            }
            (Shape::Object(table), Value::Object(members)) => {
                for field in table().fields {
                    if let Some(member) = members.get_mut(field.name) {
                        self.field(field).put_media(member);
                    }
                }
            }
            _ => {}
        }
    }

    /// Any value, by chance. The first choice of each is the simplest. Whoever asks makes sure that it is accepted: a pattern
    /// may be beyond what is tried.
    pub(super) fn any(self, random: &mut Random) -> Option<Value> {
        if self.depth > DEEPEST {
            return None;
        }
        let random = match self.depth > VARIED {
            true => &mut Random::simplest(),
            false => random,
        };
        Some(match self.shape {
            Shape::Text => Texts::new(self.rules).any(random)?.into(),
            Shape::MediaUrl(kind) | Shape::Medium(kind, _) => data_uri(kind, &self.rules).into(),
            Shape::Bytes => Texts::new(Rules::NONE).any(random)?.into(),
            Shape::Boolean => (random.below(2) == 1).into(),
            Shape::Integer { min, max } => {
                numbers::json(Whole::new(min, max, self.rules).any(random)?)
            }
            Shape::Number { single } => Fraction::new(single, self.rules).any(random)?.into(),
            Shape::Any => random.pick(&anything())?.clone(),
            Shape::Null => Value::Null,
            Shape::Optional(_) if random.below(3) == 0 => Value::Null,
            Shape::Optional(of) => self.inside(*of, self.rules).any(random)?,
            Shape::List(of) => {
                let items = (0..self.length(random)).map(|_| self.item(of).any(random));
                items.collect::<Option<Vec<Value>>>()?.into()
            }
            Shape::Map(of) => {
                let members = (0..self.length(random))
                    .map(|index| Some((key(index), self.item(of).any(random)?)));
                Value::Object(members.collect::<Option<_>>()?)
            }
            Shape::Tuple(items) => {
                let items = items.iter().map(|of| self.item(of).any(random));
                items.collect::<Option<Vec<Value>>>()?.into()
            }
            Shape::Object(table) => Value::Object(self.object(table(), random)?),
            Shape::Choice(choices) => (*random.pick(choices().names)?).into(),
            Shape::Union(union) => self.union(union(), random)?,
            Shape::ImageSize => random.pick(&self.sizes())?.clone(),
        })
    }

    fn length(self, random: &mut Random) -> u64 {
        let (least, most) = self.lengths();
        let more = random.small(most.saturating_sub(least).into());
        least + u64::try_from(more).unwrap_or(0)
    }

    fn object(self, table: &Table, random: &mut Random) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        for field in table.fields {
            // What may be absent is, in the simplest.
            if field.required() || random.below(3) > 0 {
                let values = self.of_field(field, random);
                object.insert(field.name.to_owned(), values?);
            }
        }
        Some(object)
    }

    /// A value of a field, which its examples and its default may know better than chance.
    fn of_field(self, field: &Field, random: &mut Random) -> Option<Value> {
        let declared = self.field(field);
        let known = declared.without_network(field.named_values());
        if !known.is_empty() && random.once_in(4) {
            return random.pick(&known).cloned();
        }
        let any = declared.any(random).filter(|value| declared.accepts(value));
        any.or_else(|| known.first().cloned())
    }

    fn union(self, union: &Union, random: &mut Random) -> Option<Value> {
        let variant = match union.variants {
            // The first that can be made: a type that holds itself has one that does not.
            variants if self.depth > VARIED => {
                let mut made = variants
                    .iter()
                    .filter_map(|variant| self.of_variant(union, variant, random));
                return made.next();
            }
            variants => random.pick(variants)?,
        };
        self.of_variant(union, variant, random)
    }

    fn of_variant(self, union: &Union, variant: &Variant, random: &mut Random) -> Option<Value> {
        tagged(union, variant, self.variant(variant).any(random)?)
    }

    /// Values at the edges of the rules, the simplest first. Each is accepted.
    pub(super) fn edges(self) -> Vec<Value> {
        if self.depth > VARIED {
            return self
                .simplest()
                .into_iter()
                .filter(|value| self.accepts(value))
                .collect();
        }
        let mut edges: Vec<Value> = match self.shape {
            Shape::Text => Texts::new(self.rules)
                .edges()
                .into_iter()
                .map(Value::from)
                .collect(),
            Shape::Bytes => Texts::new(Rules::NONE)
                .edges()
                .into_iter()
                .map(Value::from)
                .collect(),
            Shape::Boolean => vec![false.into(), true.into()],
            Shape::Integer { min, max } => Whole::new(min, max, self.rules)
                .edges()
                .into_iter()
                .map(numbers::json)
                .collect(),
            Shape::Number { single } => Fraction::new(single, self.rules)
                .edges()
                .into_iter()
                .map(Value::from)
                .collect(),
            Shape::Any => anything().to_vec(),
            Shape::Optional(of) => {
                let inside = self.inside(*of, self.rules).edges();
                [Value::Null].into_iter().chain(inside).collect()
            }
            Shape::List(of) => self.edges_of_items(of, |items| items.into()),
            Shape::Map(of) => self.edges_of_items(of, |items| {
                Value::Object((0..).map(key).zip(items).collect())
            }),
            Shape::Tuple(items) => self.edges_of_tuple(items),
            Shape::Object(table) => {
                self.edges_of_object(table(), &self.simplest().unwrap_or_default())
            }
            Shape::Choice(choices) => choices().names.iter().map(|name| (*name).into()).collect(),
            Shape::Union(union) => {
                let union = union();
                let variants = union.variants.iter().flat_map(|variant| {
                    let edges = self.variant(variant).edges().into_iter();
                    edges.filter_map(|edge| tagged(union, variant, edge))
                });
                variants.collect()
            }
            Shape::ImageSize => self.sizes(),
            Shape::MediaUrl(_) | Shape::Medium(..) | Shape::Null => {
                self.simplest().into_iter().collect()
            }
        };
        edges.retain(|value| self.accepts(value));
        edges
    }

    /// The shortest and the longest of the simplest item, and the shortest with each edge of an item.
    fn edges_of_items(self, of: &Shape, value: impl Fn(Vec<Value>) -> Value) -> Vec<Value> {
        let (least, most) = self.lengths();
        let items = self.item(of).edges();
        let Some(simplest) = items.first() else {
            return vec![value(Vec::new())];
        };
        let many = |length: u64| vec![simplest.clone(); usize::try_from(length).unwrap_or(0)];
        let mut lengths = vec![least, least + 1, most.saturating_sub(1), most];
        lengths.dedup();
        let mut edges: Vec<Value> = lengths
            .into_iter()
            .map(|length| value(many(length)))
            .collect();
        for item in items.iter().skip(1) {
            let mut with = many(least.max(1));
            with[0] = item.clone();
            edges.push(value(with));
        }
        edges
    }

    fn edges_of_tuple(self, items: &[Shape]) -> Vec<Value> {
        let edges: Vec<Vec<Value>> = items.iter().map(|of| self.item(of).edges()).collect();
        let simplest: Option<Vec<Value>> =
            edges.iter().map(|edges| edges.first().cloned()).collect();
        let Some(simplest) = simplest else {
            return Vec::new();
        };
        let mut tuples = vec![simplest.clone()];
        for (index, edges) in edges.iter().enumerate() {
            for edge in edges.iter().skip(1) {
                let mut with = simplest.clone();
                with[index] = edge.clone();
                tuples.push(with);
            }
        }
        tuples.into_iter().map(Value::from).collect()
    }

    /// An object, and the same with one field at each of its edges.
    pub(super) fn edges_of_object(self, table: &Table, base: &Value) -> Vec<Value> {
        let Value::Object(base) = base else {
            return Vec::new();
        };
        let mut objects = vec![base.clone()];
        for field in table.fields {
            let known = self.field(field).without_network(field.named_values());
            for edge in known.into_iter().chain(self.field(field).edges()) {
                if base.get(field.name) != Some(&edge) {
                    let mut with = base.clone();
                    with.insert(field.name.to_owned(), edge);
                    objects.push(with);
                }
            }
            if !field.required() && base.contains_key(field.name) {
                let mut without = base.clone();
                without.shift_remove(field.name);
                objects.push(without);
            }
        }
        objects.into_iter().map(Value::Object).collect()
    }

    /// The sizes of pictures that are allowed: small, with a megapixel more, the largest, and the presets.
    fn sizes(self) -> Vec<Value> {
        let Rules {
            min_width,
            max_width,
            min_height,
            max_height,
            max_area,
            multiple_of,
            ..
        } = self.rules;
        let step = match multiple_of {
            Some(Bound::Integer(step)) => u32::try_from(step).unwrap_or(1).max(1),
            _ => 1,
        };
        let least = |min: Option<u32>| min.unwrap_or(1).max(1).next_multiple_of(step);
        let most = |max: Option<u32>| {
            let max = max.unwrap_or(MAX_SIDE).min(MAX_SIDE);
            max - max % step
        };
        let (narrow, wide) = (least(min_width), most(max_width));
        let (low, high) = (least(min_height), most(max_height));
        let widest = max_area.map_or(wide, |area| {
            let fits = u32::try_from(area / u64::from(low))
                .unwrap_or(u32::MAX)
                .min(wide);
            fits - fits % step
        });
        let mut sizes = vec![
            (narrow, low),
            (512, 512),
            (1024, 1024),
            (1024, 1024 + step),
            (widest, low),
            (narrow, high),
            (wide, high),
        ];
        sizes.dedup();
        sizes.retain(|(width, height)| rules::size(&self.rules, *width, *height));
        let presets = PRESETS
            .iter()
            .filter(|(_, size)| rules::size(&self.rules, size.width(), size.height()));
        let sizes = sizes.into_iter().map(|(width, height)| size(width, height));
        sizes
            .chain(presets.map(|(name, _)| (*name).into()))
            .collect()
    }
}

pub(super) fn size(width: u32, height: u32) -> Value {
    serde_json::json!({"width": width, "height": height})
}

/// The name of a member of a map.
fn key(index: u64) -> String {
    let letter = u8::try_from(index % 26).unwrap_or(0);
    let again = usize::try_from(index / 26).unwrap_or(0);
    char::from(b'a' + letter).to_string().repeat(again + 1)
}

/// Any JSON.
fn anything() -> [Value; 6] {
    use serde_json::json;
    [
        json!({}),
        json!("a"),
        json!(1),
        json!(true),
        json!([1, 2]),
        json!({"a": 1, "b": {"c": 2}}),
    ]
}

/// The value of a variant, with the tag where its enum has one.
pub(super) fn tagged(union: &Union, variant: &Variant, value: Value) -> Option<Value> {
    match (union.tag, value) {
        (None, value) => Some(value),
        (Some(tag), Value::Object(members)) => {
            let named = [(tag.to_owned(), variant.name.into())];
            Some(Value::Object(named.into_iter().chain(members).collect()))
        }
        (Some(_), _) => None,
    }
}
