//! The schema of a value, and what it refers to.

use serde_json::{Map, Value, json};

use crate::fields::image_size::{PRESETS, SIDES};
use crate::fields::table::{Bound, OneOf, Rules, Shape, Table, Union, Variant};

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
