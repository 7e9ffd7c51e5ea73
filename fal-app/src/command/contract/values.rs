//! Inputs and outputs as the contract holds them.

use std::ptr;

use serde_json::{Map, Value, json};

use crate::fields::{Bound, Choices, Field, FieldDefault, OneOf, Rules, Shape, Table, Union};
use crate::fields::{MediaKind, image_size::MAX_SIDE};

/// The structs and enums of other types that inputs and outputs hold, each once.
#[derive(Default)]
pub(super) struct Types {
    /// The name in Rust, where it is in memory, and the name in the contract.
    known: Vec<(&'static str, *const (), String)>,
    written: Map<String, Value>,
}

impl Types {
    /// All of them, by their names.
    pub(super) fn into_json(self) -> Value {
        Value::Object(self.written)
    }

    /// What a value of this shape may be, beside these rules.
    pub(super) fn value(&mut self, shape: &Shape, rules: &Rules) -> Value {
        match shape {
            Shape::Text => with(json!({"type": "string"}), text_rules(rules)),
            Shape::MediaUrl(kind) => with(
                json!({"type": format!("{}_url", name(*kind))}),
                text_rules(rules),
            ),
            Shape::Bytes => json!({"type": "bytes"}),
            Shape::Boolean => json!({"type": "boolean"}),
            Shape::Integer { min, max } => {
                with(json!({"type": "integer"}), whole(rules, *min, *max))
            }
            Shape::Number { single } => {
                let is_single = single.then_some(json!(true));
                with(
                    with(json!({"type": "number"}), [("single", is_single)]),
                    number(rules),
                )
            }
            Shape::Any => json!({"type": "any"}),
            Shape::Null => json!({"type": "null"}),
            Shape::Optional(of) => with(self.value(of, rules), [("nullable", Some(json!(true)))]),
            Shape::List(of) => {
                let items = self.value(of, &rules.of_items());
                with(json!({"type": "list", "items": items}), lengths(rules))
            }
            Shape::Map(of) => {
                let values = self.value(of, &rules.of_items());
                with(json!({"type": "map", "items": values}), lengths(rules))
            }
            Shape::Tuple(shapes) => {
                let rules = rules.of_items();
                let items = shapes.iter().map(|of| self.value(of, &rules));
                json!({"type": "tuple", "items": items.collect::<Vec<_>>()})
            }
            Shape::Object(table) => json!({"type": "object", "fields": self.table(table())}),
            Shape::Choice(choices) => choice(choices()),
            Shape::Union(union) => self.union(union()),
            Shape::ImageSize => with(json!({"type": "image_size"}), sizes(rules, Some(MAX_SIDE))),
            Shape::Medium(kind, _) => with(json!({"type": name(*kind)}), sizes(rules, None)),
        }
    }

    fn union(&mut self, union: &'static Union) -> Value {
        let kind = match union.tag {
            None => "any_of",
            Some(_) => "tagged",
        };
        let name = self.named(union.name, ptr::from_ref(union).cast(), |types| {
            let variants = union.variants.iter();
            let all = variants.map(|one| (one.name, types.value(&one.shape, &Rules::NONE)));
            match union.tag {
                // The names are not on the wire.
                None => all.map(|(_, value)| value).collect(),
                Some(tag) => {
                    let variants: Map<String, Value> =
                        all.map(|(name, value)| (name.to_owned(), value)).collect();
                    json!({"tag": tag, "variants": variants})
                }
            }
        });
        json!({"type": kind, "variants": name})
    }

    fn table(&mut self, table: &'static Table) -> String {
        self.named(table.name, ptr::from_ref(table).cast(), |types| {
            let fields = table.fields.iter();
            let fields = fields.map(|field| (field.name.to_owned(), types.field(field)));
            Value::Object(fields.collect())
        })
    }

    /// The name of a type, which is written on its first use. One that holds itself is known by then.
    fn named(
        &mut self,
        name: &'static str,
        id: *const (),
        write: impl FnOnce(&mut Self) -> Value,
    ) -> String {
        let mut known = self.known.iter();
        if let Some((.., written)) = known.find(|(_, known, _)| *known == id) {
            return written.clone();
        }
        let before = self.known.iter().filter(|(known, ..)| *known == name);
        // No name in Rust has a hyphen.
        let written = match before.count() {
            0 => name.to_owned(),
            before => format!("{name}-{}", before + 1),
        };
        self.known.push((name, id, written.clone()));
        let value = write(self);
        self.written.insert(written.clone(), value);
        written
    }

    fn field(&mut self, field: &Field) -> Value {
        let value = self.value(&field.shape, &field.rules);
        let default = match field.default {
            Some(FieldDefault::Value(default)) => default().json(),
            Some(FieldDefault::Factory) => Some(json!({"made": "for each request"})),
            None => None,
        };
        let aliases = (!field.aliases.is_empty()).then(|| json!(field.aliases));
        let required = field.required().then_some(json!(true));
        with(
            value,
            [
                ("required", required),
                ("default", default),
                ("aliases", aliases),
            ],
        )
    }
}

/// With the rules that there are.
fn with(mut value: Value, rules: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    for (name, rule) in rules {
        if let Some(rule) = rule {
            value[name] = rule;
        }
    }
    value
}

fn name(kind: MediaKind) -> &'static str {
    kind.widget()
}

/// A string of a choice. An answer holds no alias.
fn choice(choices: &Choices) -> Value {
    let mut names = choices.names.to_vec();
    names.sort_unstable();
    let mut aliases: Vec<&str> = choices.aliases.iter().map(|(alias, _)| *alias).collect();
    aliases.sort_unstable();
    let aliases = (!aliases.is_empty()).then(|| json!(aliases));
    with(
        json!({"type": "string", "one_of": names}),
        [("other_names", aliases)],
    )
}

fn lengths(rules: &Rules) -> [(&'static str, Option<Value>); 2] {
    [
        // Nothing is shorter than 0.
        (
            "min_length",
            rules.min_length.filter(|least| *least > 0).map(Value::from),
        ),
        ("max_length", rules.max_length.map(Value::from)),
    ]
}

fn text_rules(rules: &Rules) -> impl IntoIterator<Item = (&'static str, Option<Value>)> {
    let one_of = match rules.one_of {
        Some(OneOf::Strings(names)) => {
            let mut names = names.to_vec();
            names.sort_unstable();
            Some(json!(names))
        }
        _ => None,
    };
    let pattern = rules.pattern.map(|(text, _)| json!(text));
    lengths(rules)
        .into_iter()
        .chain([("one_of", one_of), ("pattern", pattern)])
}

/// The whole numbers between the bounds of the type and those of the rules, both included.
fn whole(
    rules: &Rules,
    min: i128,
    max: i128,
) -> impl IntoIterator<Item = (&'static str, Option<Value>)> {
    let least = [
        rules.ge.map(|bound| rounded(bound, f64::ceil)),
        rules.gt.map(|bound| rounded(bound, f64::floor) + 1),
    ];
    let most = [
        rules.le.map(|bound| rounded(bound, f64::floor)),
        rules.lt.map(|bound| rounded(bound, f64::ceil) - 1),
    ];
    let least = least.into_iter().flatten().fold(min, i128::max);
    let most = most.into_iter().flatten().fold(max, i128::min);
    let one_of = match rules.one_of {
        Some(OneOf::Integers(numbers)) => {
            let mut numbers = numbers.to_vec();
            numbers.sort_unstable();
            Some(numbers.into_iter().map(integer).collect::<Value>())
        }
        _ => None,
    };
    [
        ("ge", Some(integer(least))),
        ("le", Some(integer(most))),
        ("multiple_of", rules.multiple_of.map(bound)),
        ("one_of", one_of),
    ]
}

fn rounded(bound: Bound, round: fn(f64) -> f64) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => round(bound) as i128,
    }
}

fn number(rules: &Rules) -> [(&'static str, Option<Value>); 5] {
    [
        ("ge", rules.ge.map(bound)),
        ("gt", rules.gt.map(bound)),
        ("le", rules.le.map(bound)),
        ("lt", rules.lt.map(bound)),
        ("multiple_of", rules.multiple_of.map(bound)),
    ]
}

fn bound(bound: Bound) -> Value {
    match bound {
        Bound::Integer(bound) => integer(bound),
        Bound::Number(bound) => json!(bound),
    }
}

fn integer(number: i128) -> Value {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => json!(number),
        (_, Ok(number)) => json!(number),
        _ => json!(number as f64),
    }
}

/// `longest` bounds a side where no rule does.
fn sizes(
    rules: &Rules,
    longest: Option<u32>,
) -> impl IntoIterator<Item = (&'static str, Option<Value>)> {
    let most = |side: Option<u32>| side.into_iter().chain(longest).min().map(Value::from);
    let least = |side: Option<u32>| side.filter(|side| *side > 1).map(Value::from);
    let multiple_of = longest.and_then(|_| rules.multiple_of.map(bound));
    [
        ("min_width", least(rules.min_width)),
        ("min_height", least(rules.min_height)),
        ("max_width", most(rules.max_width)),
        ("max_height", most(rules.max_height)),
        ("max_area", rules.max_area.map(Value::from)),
        ("max_file_size", rules.max_file_size.map(Value::from)),
        ("multiple_of", multiple_of),
    ]
}
