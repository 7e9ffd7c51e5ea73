//! The names of types that pydantic writes into `loc` for the variants of a union.

use super::problem::quoted;
use crate::fields::image_size::{PRESETS, SIDES};
use crate::fields::table::{Shape, Union};

/// The name of a type.
pub(super) fn label(shape: &Shape) -> String {
    inside(shape, &mut Vec::new())
}

/// The name of a type inside of the enums with these names.
fn inside(shape: &Shape, enums: &mut Vec<&'static str>) -> String {
    match shape {
        Shape::Text | Shape::MediaUrl(_) => "str".to_owned(),
        Shape::Bytes => "bytes".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Integer { .. } => "int".to_owned(),
        Shape::Number { .. } => "float".to_owned(),
        Shape::Any => "any".to_owned(),
        Shape::Null => "none".to_owned(),
        Shape::Optional(of) => format!("nullable[{}]", inside(of, enums)),
        Shape::List(of) => format!("list[{}]", inside(of, enums)),
        Shape::Map(of) => format!("dict[str,{}]", inside(of, enums)),
        Shape::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| inside(item, enums)).collect();
            format!("tuple[{}]", items.join(", "))
        }
        Shape::Object(table) | Shape::Medium(_, table) => table().name.to_owned(),
        Shape::Choice(choices) => literal(choices().names),
        Shape::Union(union) => union_label(union(), enums),
        Shape::ImageSize => format!("union[{},{}]", SIDES.name, presets()),
    }
}

/// The name of the presets, which are the second variant of an `ImageSize`.
pub(super) fn presets() -> String {
    literal(&PRESETS.map(|(name, _)| name))
}

fn literal(names: &[&str]) -> String {
    format!("literal[{}]", quoted(names).join(","))
}

fn union_label(union: &'static Union, enums: &mut Vec<&'static str>) -> String {
    if enums.contains(&union.name) {
        return "...".to_owned();
    }
    enums.push(union.name);
    let variants: Vec<String> = union
        .variants
        .iter()
        .map(|variant| inside(&variant.shape, enums))
        .collect();
    enums.pop();
    let kind = if union.tag.is_some() {
        "tagged-union"
    } else {
        "union"
    };
    format!("{kind}[{}]", variants.join(","))
}
