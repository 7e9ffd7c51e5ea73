//! The schema of an object, and of each of its fields.

use serde_json::{Map, Value, json};

use super::value::{Definition, References, Tag, value};
use crate::fields::table::{Bound, Field, MediaKind, Rules, Shape};
use crate::fields::writer::Writer;

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
fn written(write: fn(&mut Writer)) -> Option<Value> {
    let mut writer = Writer::request();
    write(&mut writer);
    example(&writer.finish().ok()?)
}

/// An example as the document has it, of its JSON.
pub(crate) fn example(json: &[u8]) -> Option<Value> {
    Some(without_null_members(serde_json::from_slice(json).ok()?))
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
    let default = field.default_value().map(without_null_members);
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
