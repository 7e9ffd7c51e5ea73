//! With which control a declared value is entered.

use crate::fields::{MediaKind, OneOf, Rules, Shape, Table, Union};

/// From here on a value is written as JSON.
const DEEPEST: usize = 4;

/// A control, without its texts.
pub(super) enum Kind {
    Text,
    Number {
        is_whole: bool,
    },
    Check,
    /// `true`, `false`, or not sent.
    MaybeCheck,
    Choice {
        names: Vec<String>,
        is_optional: bool,
    },
    Size {
        is_optional: bool,
    },
    Media(MediaKind),
    Object(&'static Table),
    /// An object that may be left out.
    Maybe(&'static Table),
    List(&'static Shape),
    Map(&'static Shape),
    Tuple(&'static [Shape]),
    /// The tag says which of the variants it is.
    Tagged(&'static Union, &'static str),
    Json,
}

/// The control of a shape.
pub(super) fn kind(shape: &Shape, rules: &Rules, depth: usize) -> Kind {
    let of = |shape: &Shape, is_optional: bool| match *shape {
        Shape::Text | Shape::Bytes => match rules.of_scalars().one_of {
            Some(OneOf::Strings(names)) => Kind::Choice {
                names: names.iter().map(|name| (*name).to_owned()).collect(),
                is_optional,
            },
            _ => Kind::Text,
        },
        Shape::MediaUrl(media) | Shape::Medium(media, _) => Kind::Media(media),
        Shape::Boolean if is_optional => Kind::MaybeCheck,
        Shape::Boolean => Kind::Check,
        Shape::Integer { .. } | Shape::Number { .. } => match rules.of_scalars().one_of {
            Some(OneOf::Integers(numbers)) => Kind::Choice {
                names: numbers.iter().map(ToString::to_string).collect(),
                is_optional,
            },
            _ => Kind::Number {
                is_whole: matches!(shape, Shape::Integer { .. }),
            },
        },
        Shape::Choice(choices) => Kind::Choice {
            names: choices()
                .names
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
            is_optional,
        },
        Shape::ImageSize => Kind::Size { is_optional },
        _ if depth >= DEEPEST => Kind::Json,
        Shape::Object(table) if is_optional => Kind::Maybe(table()),
        Shape::Object(table) => Kind::Object(table()),
        // Left out, an optional list is not sent: so it is when it has no rows.
        Shape::List(item) => Kind::List(item),
        Shape::Map(item) => Kind::Map(item),
        Shape::Tuple(items) if !is_optional => Kind::Tuple(items),
        Shape::Union(union) if !is_optional => match union().tag {
            Some(tag) => Kind::Tagged(union(), tag),
            None => Kind::Json,
        },
        _ => Kind::Json,
    };
    match shape {
        Shape::Optional(inner) => of(inner, true),
        shape => of(shape, false),
    }
}
