//! The labels of a union's branches in `loc`: pydantic's names of types.

use super::problem::quoted;
use crate::fields::image_size::{PRESETS, SIDES};
use crate::fields::table::{Shape, Union};

/// The label of a branch.
pub(super) fn label(shape: &Shape) -> String {
    match shape {
        Shape::Text => "str".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Integer { .. } => "int".to_owned(),
        Shape::Number { .. } => "float".to_owned(),
        Shape::Any => "any".to_owned(),
        Shape::Null => "none".to_owned(),
        Shape::Optional(of) => format!("nullable[{}]", label(of)),
        Shape::List(of) => format!("list[{}]", label(of)),
        Shape::Object(table) | Shape::Medium { table, .. } => table().name.to_owned(),
        Shape::Choice(choices) => literal(choices().names),
        Shape::Union(union) => union_label(union()),
        Shape::ImageSize => format!("union[{},{}]", SIDES.name, presets()),
    }
}

/// The label of `ImageSize`'s second branch.
pub(super) fn presets() -> String {
    literal(&PRESETS.map(|(name, _)| name))
}

fn literal(names: &[&str]) -> String {
    format!("literal[{}]", quoted(names).join(","))
}

fn union_label(union: &Union) -> String {
    let variants: Vec<String> = union
        .variants
        .iter()
        .map(|variant| label(&variant.shape))
        .collect();
    let kind = if union.tag.is_some() {
        "tagged-union"
    } else {
        "union"
    };
    format!("{kind}[{}]", variants.join(","))
}
