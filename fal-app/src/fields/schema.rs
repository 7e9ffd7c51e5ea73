//! JSON Schema of the declared fields, as the SDK's pydantic writes it.

use serde_json::{Map, Value, json};

use super::image_size::{PRESETS, SIDES};
use super::table::{Bound, Default, Field, MediaKind, OneOf, Rules, Shape, Table, Union, Variant};
use super::writer::Writer;

/// An object that the document defines once, under `components`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    /// Its fields.
    pub(crate) table: &'static Table,
    /// The tag, where the object is a variant of a tagged enum.
    pub(crate) tag: Option<Tag>,
}

/// The tag of an object, and the variant that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) member: &'static str,
    pub(crate) variant: &'static str,
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.tag == other.tag
    }
}

/// Returns the `$ref` of a definition.
pub(crate) type References<'a> = &'a mut dyn FnMut(Definition) -> String;

/// The schema of an object. Its properties show the values of the example.
pub(crate) fn definition(
    of: Definition,
    example: Option<&Value>,
    references: References<'_>,
) -> Value {
    let Definition { table, tag } = of;
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some(Tag { member, variant }) = tag {
        properties.insert(
            member.to_owned(),
            json!({"type": "string", "const": variant, "title": title(member)}),
        );
        required.push(member);
    }
    for field in table.fields {
        let example = example.and_then(|example| example.get(field.name));
        properties.insert(field.name.to_owned(), property(field, example, references));
        if field.required() {
            required.push(field.name);
        }
    }
    let order: Vec<Value> = properties.keys().cloned().map(Value::String).collect();

    let mut schema = Map::new();
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("type".to_owned(), json!("object"));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("title".to_owned(), json!(table.name));
    if !table.doc.is_empty() {
        schema.insert("description".to_owned(), json!(table.doc));
    }
    // The SDK has no widget for any file.
    if let Some(kind) = table.medium.filter(|kind| *kind != MediaKind::File) {
        schema.insert("ui".to_owned(), json!({"field": kind.widget()}));
    }
    schema.insert("x-fal-order-properties".to_owned(), Value::Array(order));
    Value::Object(schema)
}

/// The schema of a value.
pub(crate) fn value(
    shape: &Shape,
    rules: &Rules,
    references: References<'_>,
) -> Map<String, Value> {
    match shape {
        Shape::Text | Shape::MediaUrl(_) => string(rules),
        Shape::Bytes => bytes(),
        Shape::Boolean => typed("boolean"),
        // The bounds of the Rust type are left out: pydantic has none, and a form would show a slider for them.
        Shape::Integer { .. } => number("integer", rules),
        Shape::Number { .. } => number("number", rules),
        Shape::Any => Map::new(),
        Shape::Null => typed("null"),
        Shape::Optional(inner) => any_of(vec![value(inner, rules, references), typed("null")]),
        Shape::List(item) => list(item, rules, references),
        Shape::Map(of) => map(of, rules, references),
        Shape::Tuple(items) => tuple(items, rules, references),
        // The SDK shows only the object, although it also accepts a URL.
        Shape::Object(table) | Shape::Medium(_, table) => reference(
            Definition {
                table: table(),
                tag: None,
            },
            references,
        ),
        Shape::Choice(choices) => choice(choices().names),
        Shape::Union(union) => match union().tag {
            None => any_of(
                union()
                    .variants
                    .iter()
                    .map(|variant| value(&variant.shape, &Rules::NONE, references))
                    .collect(),
            ),
            Some(tag) => tagged(union(), tag, references),
        },
        Shape::ImageSize => any_of(vec![
            reference(
                Definition {
                    table: &SIDES,
                    tag: None,
                },
                references,
            ),
            choice(&PRESETS.map(|(name, _)| name)),
        ]),
    }
}

/// Whether pydantic makes a title for a value without one. It does so for everything but a reference.
fn is_titled(shape: &Shape) -> bool {
    match shape {
        Shape::Object(_) | Shape::Medium(..) => false,
        Shape::Optional(inner) => is_titled(inner),
        _ => true,
    }
}

/// The title that is made from the name of a field: Python's `str.title()`, with spaces for `_`.
pub(crate) fn title(name: &str) -> String {
    let mut after_letter = false;
    let mut title = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '_' => title.push(' '),
            _ if after_letter => title.extend(letter.to_lowercase()),
            _ => title.extend(letter.to_uppercase()),
        }
        after_letter = letter.is_alphabetic();
    }
    title.trim().to_owned()
}

/// What a generated function writes, as a value.
pub(crate) fn written(write: fn(&mut Writer)) -> Option<Value> {
    let mut writer = Writer::request();
    write(&mut writer);
    let value = serde_json::from_slice(&writer.finish().ok()?).ok()?;
    Some(without_null_members(value))
}

/// FastAPI drops members that are null from defaults and examples.
fn without_null_members(mut value: Value) -> Value {
    drop_null_members(&mut value);
    value
}

fn drop_null_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_null_members);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null_members),
        _ => {}
    }
}

fn property(field: &Field, example: Option<&Value>, references: References<'_>) -> Value {
    let mut schema = value(&field.shape, &field.rules, references);
    if let Some(title) = field
        .title
        .map(str::to_owned)
        .or_else(|| is_titled(&field.shape).then(|| title(field.name)))
    {
        schema.insert("title".to_owned(), Value::String(title));
    }
    if !field.doc.is_empty() {
        schema.insert("description".to_owned(), json!(field.doc));
    }
    let default = match field.default {
        Some(Default::Value(default)) => default().json().map(without_null_members),
        Some(Default::Factory) | None => None,
    };
    if let Some(default) = default.filter(|default| !default.is_null()) {
        schema.insert("default".to_owned(), default);
    }
    let examples = examples(field, example);
    if !examples.is_empty() {
        schema.insert("examples".to_owned(), Value::Array(examples));
    }
    if field.deprecated {
        schema.insert("deprecated".to_owned(), json!(true));
    }
    let limits = limits(&field.shape, &field.rules);
    if !limits.is_empty() {
        schema.insert("x-fal".to_owned(), Value::Object(limits));
    }
    let hints = hints(field);
    if !hints.is_empty() {
        schema.insert("ui".to_owned(), Value::Object(hints));
    }
    Value::Object(schema)
}

/// The example of the endpoint, then those of the field. A form starts with the first.
fn examples(field: &Field, example: Option<&Value>) -> Vec<Value> {
    let mut examples: Vec<Value> = example.into_iter().cloned().collect();
    if let Some(Value::Array(own)) = field.examples.and_then(written) {
        examples.extend(own.into_iter().filter(|own| Some(own) != example));
    }
    examples
}

/// The SDK's `x-fal`: the limits of a medium or an image size.
fn limits(shape: &Shape, rules: &Rules) -> Map<String, Value> {
    let rules = rules.of_scalars();
    let multiple_of = match rules.multiple_of {
        Some(Bound::Integer(sides)) if is_image_size(shape) => u64::try_from(sides).ok(),
        _ => None,
    };
    let limits = [
        ("max_file_size", rules.max_file_size),
        ("min_width", rules.min_width.map(u64::from)),
        ("min_height", rules.min_height.map(u64::from)),
        ("max_width", rules.max_width.map(u64::from)),
        ("max_height", rules.max_height.map(u64::from)),
        ("max_area", rules.max_area),
        ("multiple_of", multiple_of),
    ];
    limits
        .into_iter()
        .filter_map(|(name, limit)| Some((name.to_owned(), json!(limit?))))
        .collect()
}

fn is_image_size(shape: &Shape) -> bool {
    match shape {
        Shape::ImageSize => true,
        Shape::Optional(inner) | Shape::List(inner) | Shape::Map(inner) => is_image_size(inner),
        Shape::Tuple(items) => items.iter().all(is_image_size),
        _ => false,
    }
}

fn hints(field: &Field) -> Map<String, Value> {
    let (ui, hidden) = (&field.ui, field.hidden);
    let widget = ui.field.or_else(|| url_widget(field));
    let hints = [
        ("field", widget.map(|widget| json!(widget))),
        ("hint", ui.hint.map(|hint| json!(hint))),
        ("important", ui.important.then_some(json!(true))),
        ("hidden", hidden.then_some(json!(true))),
    ];
    hints
        .into_iter()
        .filter_map(|(name, hint)| Some((name.to_owned(), hint?)))
        .collect()
}

/// The widget of a URL, where the playground does not see it from the name: `*_image_url` (`docs/platform.md` §3).
fn url_widget(field: &Field) -> Option<&'static str> {
    let kind = uploaded(&field.shape)?;
    // Published apps say nothing more of lists: `image_urls`.
    let name = field.name.strip_suffix('s').unwrap_or(field.name);
    let words = name.strip_suffix("_url").unwrap_or_default();
    let last = words.rsplit('_').next().unwrap_or_default();
    let is_seen = kind.words().contains(&last);
    (!is_seen).then(|| kind.widget())
}

/// What the playground can upload: a URL or a list of them. No widget fills in a map or a tuple.
fn uploaded(shape: &Shape) -> Option<MediaKind> {
    match shape {
        Shape::MediaUrl(kind) => Some(*kind),
        Shape::Optional(of) | Shape::List(of) => uploaded(of),
        _ => None,
    }
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(name))])
}

fn reference(to: Definition, references: References<'_>) -> Map<String, Value> {
    Map::from_iter([("$ref".to_owned(), Value::String(references(to)))])
}

/// A union. In Python a union within a union is one union.
fn any_of(schemas: Vec<Map<String, Value>>) -> Map<String, Value> {
    let mut flat: Vec<Value> = Vec::new();
    for mut schema in schemas {
        let inner = match schema.remove("anyOf") {
            Some(Value::Array(inner)) => inner,
            _ => vec![Value::Object(schema)],
        };
        for schema in inner {
            if !flat.contains(&schema) {
                flat.push(schema);
            }
        }
    }
    Map::from_iter([("anyOf".to_owned(), Value::Array(flat))])
}

fn tagged(union: &Union, tag: &'static str, references: References<'_>) -> Map<String, Value> {
    let mut schemas = Vec::new();
    let mut mapping = Map::new();
    for Variant { name, shape } in union.variants {
        let Shape::Object(table) = shape else {
            continue;
        };
        let to = references(Definition {
            table: table(),
            tag: Some(Tag {
                member: tag,
                variant: name,
            }),
        });
        schemas.push(json!({"$ref": &to}));
        mapping.insert((*name).to_owned(), Value::String(to));
    }
    let discriminator = json!({"propertyName": tag, "mapping": mapping});
    Map::from_iter([
        ("oneOf".to_owned(), Value::Array(schemas)),
        ("discriminator".to_owned(), discriminator),
    ])
}

fn list(item: &Shape, rules: &Rules, references: References<'_>) -> Map<String, Value> {
    // The lengths belong to the outermost list, all other rules to the items.
    let items = value(item, &rules.of_items(), references);
    let mut schema = Map::from_iter([
        ("items".to_owned(), Value::Object(items)),
        ("type".to_owned(), json!("array")),
    ]);
    insert_some(&mut schema, "maxItems", rules.max_length);
    insert_some(&mut schema, "minItems", rules.min_length);
    schema
}

fn map(of: &Shape, rules: &Rules, references: References<'_>) -> Map<String, Value> {
    let values = value(of, &rules.of_items(), references);
    // What may be anything is `true`.
    let values = if values.is_empty() {
        json!(true)
    } else {
        Value::Object(values)
    };
    let mut schema = Map::from_iter([
        ("additionalProperties".to_owned(), values),
        ("type".to_owned(), json!("object")),
    ]);
    insert_some(&mut schema, "maxProperties", rules.max_length);
    insert_some(&mut schema, "minProperties", rules.min_length);
    schema
}

fn tuple(items: &[Shape], rules: &Rules, references: References<'_>) -> Map<String, Value> {
    let of_items = rules.of_items();
    let each = items
        .iter()
        .map(|item| Value::Object(value(item, &of_items, references)));
    let each: Vec<Value> = each.collect();
    Map::from_iter([
        ("prefixItems".to_owned(), Value::Array(each)),
        ("type".to_owned(), json!("array")),
        ("maxItems".to_owned(), json!(items.len())),
        ("minItems".to_owned(), json!(items.len())),
    ])
}

fn string(rules: &Rules) -> Map<String, Value> {
    let mut schema = match rules.one_of {
        Some(OneOf::Strings(names)) => choice(names),
        _ => typed("string"),
    };
    insert_some(&mut schema, "maxLength", rules.max_length);
    insert_some(&mut schema, "minLength", rules.min_length);
    insert_some(&mut schema, "pattern", rules.pattern.map(|(text, _)| text));
    schema
}

fn bytes() -> Map<String, Value> {
    let mut schema = typed("string");
    let content = json!("application/octet-stream");
    schema.insert("contentMediaType".to_owned(), content);
    schema
}

fn number(name: &str, rules: &Rules) -> Map<String, Value> {
    let mut schema = typed(name);
    if let Some(OneOf::Integers(numbers)) = rules.one_of {
        let numbers: Vec<Value> = numbers.iter().map(|number| whole(*number)).collect();
        insert_choice(&mut schema, numbers);
    }
    insert_some(&mut schema, "multipleOf", rules.multiple_of.map(fraction));
    insert_some(&mut schema, "maximum", rules.le.map(fraction));
    insert_some(&mut schema, "exclusiveMaximum", rules.lt.map(fraction));
    insert_some(&mut schema, "minimum", rules.ge.map(fraction));
    insert_some(&mut schema, "exclusiveMinimum", rules.gt.map(fraction));
    schema
}

/// FastAPI keeps bounds as floats: `4` is written as `4.0`.
fn fraction(bound: Bound) -> f64 {
    match bound {
        #[allow(clippy::cast_precision_loss)]
        Bound::Integer(whole) => whole as f64,
        Bound::Number(number) => number,
    }
}

fn whole(number: i128) -> Value {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => json!(number),
        (_, Ok(number)) => json!(number),
        _ => json!(fraction(Bound::Integer(number))),
    }
}

fn choice(names: &[&str]) -> Map<String, Value> {
    let mut schema = typed("string");
    insert_choice(&mut schema, names.iter().map(|name| json!(name)).collect());
    schema
}

/// Pydantic writes a choice of one value as `const`.
fn insert_choice(schema: &mut Map<String, Value>, mut values: Vec<Value>) {
    if values.len() == 1 {
        schema.insert("const".to_owned(), values.remove(0));
    } else {
        schema.insert("enum".to_owned(), Value::Array(values));
    }
}

fn insert_some(schema: &mut Map<String, Value>, word: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        schema.insert(word.to_owned(), value.into());
    }
}
