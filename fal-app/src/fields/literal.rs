//! Defaults and examples that are literals: `default = 1` makes a `u32`, an `Option<f64>` or a boxed one alike.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use super::rules::{self, Broken};
use super::table::{Rules, Shape};

/// A literal as the author wrote it, which the const evaluation holds against the type of the field.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(&'static str),
    /// A list of literals, `[…]` or `(…)`.
    List(&'static [Literal]),
    /// The width and height of an `ImageSize`, which has no literal: a constant.
    Size(u32, u32),
}

impl Literal {
    /// Whether it stands for a value of that shape.
    #[track_caller]
    pub(crate) const fn check(&self, shape: &Shape) {
        match (self, shape.outermost()) {
            (_, Shape::Any)
            | (Self::Integer(_) | Self::Number(_), Shape::Number { .. })
            | (Self::Boolean(_), Shape::Boolean)
            | (Self::Text(_), Shape::Text | Shape::MediaUrl(_) | Shape::Medium(..)) => {}
            (Self::Integer(value), Shape::Integer { min, max }) => {
                if *value < *min || *max < *value {
                    panic!("{}", outside(*min, *max));
                }
            }
            (Self::List(items), Shape::List(of)) => {
                let mut items = *items;
                while let [item, rest @ ..] = items {
                    item.check(of);
                    items = rest;
                }
            }
            (Self::List(items), Shape::Map(of)) => {
                let mut items = *items;
                while let [member, rest @ ..] = items {
                    member.check_member(of);
                    items = rest;
                }
            }
            (Self::List(items), Shape::Tuple(shapes)) => {
                if items.len() != shapes.len() {
                    panic!(
                        "the field is a tuple or an array of another length\nhelp: write as many values as its type has"
                    );
                }
                let (mut items, mut shapes) = (*items, *shapes);
                while let ([item, items_left @ ..], [of, shapes_left @ ..]) = (items, shapes) {
                    item.check(of);
                    (items, shapes) = (items_left, shapes_left);
                }
            }
            (_, Shape::Text) => panic!("the field is a string\nhelp: write `\"…\"`"),
            (_, Shape::MediaUrl(_) | Shape::Medium(..)) => {
                panic!("the field is a medium\nhelp: write its URL: `\"https://…\"`")
            }
            (Self::Text(_), Shape::Integer { .. }) => {
                panic!("the field is a whole number\nhelp: write a number without quotes")
            }
            (Self::Number(_), Shape::Integer { .. }) => {
                panic!("the field is a whole number\nhelp: write a number without a fraction")
            }
            (_, Shape::Integer { .. }) => {
                panic!("the field is a whole number\nhelp: write a whole number")
            }
            (Self::Text(_), Shape::Number { .. }) => {
                panic!("the field is a number\nhelp: write a number without quotes")
            }
            (_, Shape::Number { .. }) => panic!("the field is a number\nhelp: write a number"),
            (Self::Text(_), Shape::Boolean) => {
                panic!("the field is a `bool`\nhelp: write `true` or `false` without quotes")
            }
            (_, Shape::Boolean) => panic!("the field is a `bool`\nhelp: write `true` or `false`"),
            (_, Shape::List(_)) => panic!("the field is a list\nhelp: write `[…]`"),
            (_, Shape::Map(_)) => panic!("the field is a map\nhelp: write `[(\"…\", …)]`"),
            (_, Shape::Tuple(_)) => {
                panic!("the field is a tuple or an array\nhelp: write `(…)` or `[…]`")
            }
            (_, Shape::Choice(_)) => {
                panic!("the field is an enum\nhelp: write one of its variants, as `Format::Jpeg`")
            }
            (_, Shape::ImageSize) => panic!(
                "the field is an `ImageSize`\nhelp: write `ImageSize::SQUARE_HD` or `ImageSize::new(width, height)`"
            ),
            _ => panic!("this literal is no value of the field\nhelp: write a value of its type"),
        }
    }

    /// Whether it stands for a member of a map: a pair of its key and its value.
    #[track_caller]
    const fn check_member(&self, of: &Shape) {
        match self {
            Self::List([Self::Text(_), value]) => value.check(of),
            _ => panic!("a member of a map is a pair\nhelp: write `(\"…\", …)`"),
        }
    }
}

/// What is said of a number outside the type of a field, by the least and the greatest number that the type holds: when
/// compiling, no number can be written into a message.
pub(crate) const fn outside(min: i128, max: i128) -> &'static str {
    macro_rules! of {
        ($($number:ident $holds:literal)*) => {
            $(if min == $number::MIN as i128 && max == $number::MAX as i128 {
                return concat!("the field holds whole numbers ", $holds, "\nhelp: write one of these");
            })*
        };
    }
    of! {
        u8 "from 0 to 255"
        u16 "from 0 to 65535"
        u32 "from 0 to 4294967295"
        u64 "from 0 to 18446744073709551615"
        i8 "from -128 to 127"
        i16 "from -32768 to 32767"
        i32 "from -2147483648 to 2147483647"
        i64 "from -9223372036854775808 to 9223372036854775807"
    }
    "this number does not fit the type of the field\nhelp: write one that the type holds"
}

/// A value that is no literal, as the value of a field: `.into()` makes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become the `{T}` of the field",
    label = "a value of another type",
    note = "write a `{T}`, or a value that `.into()` turns into one"
)]
pub trait Convertible<T> {
    /// The value of the field.
    fn convert(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> Convertible<T> for V {
    fn convert(self) -> T {
        self.into()
    }
}

/// The value of a field that this value becomes.
pub fn converted<V: Convertible<T>, T>(value: V) -> T {
    value.convert()
}

impl Literal {
    /// Whether it is of the kind of that shape: rustc reports elsewhere that a constant is not.
    pub(crate) const fn is_of_kind(&self, shape: &Shape) -> bool {
        matches!(
            (self, shape),
            (
                Self::Integer(_),
                Shape::Integer { .. } | Shape::Number { .. }
            ) | (Self::Number(_), Shape::Number { .. })
                | (Self::Text(_), Shape::Text | Shape::MediaUrl(_))
                | (Self::Size(..), Shape::ImageSize)
        )
    }

    /// Whether a field of that shape and those rules may have it: the rules that runtime and const evaluation share.
    pub(crate) const fn obeys(&self, shape: &Shape, rules: &Rules) -> Result<(), Broken> {
        match (self, shape) {
            (_, Shape::Optional(of)) => self.obeys(of, rules),
            (Self::Integer(value), Shape::Integer { .. }) => rules::integer(rules, *value),
            (Self::Integer(value), Shape::Number { .. }) => rules::number(rules, *value as f64),
            (Self::Number(value), Shape::Number { .. }) => rules::number(rules, *value),
            (Self::Text(text), Shape::Text) => {
                match rules::length(rules, rules::code_points(text)) {
                    Ok(()) => rules::one_of_strings(rules, text),
                    broken => broken,
                }
            }
            (Self::List(items), Shape::List(_) | Shape::Map(_) | Shape::Tuple(_)) => {
                match rules::length(rules, items.len()) {
                    Ok(()) => items_obey(items, shape, &rules.of_items()),
                    broken => broken,
                }
            }
            _ => Ok(()),
        }
    }
}

const fn items_obey(mut items: &[Literal], shape: &Shape, of_items: &Rules) -> Result<(), Broken> {
    let mut nth = 0;
    while let [item, rest @ ..] = items {
        let obeys = match (shape, item) {
            (Shape::List(of), _) => item.obeys(of, of_items),
            (Shape::Map(of), Literal::List([_, value])) => value.obeys(of, of_items),
            (Shape::Tuple(shapes), _) if nth < shapes.len() => item.obeys(&shapes[nth], of_items),
            _ => Ok(()),
        };
        if obeys.is_err() {
            return obeys;
        }
        nth += 1;
        items = rest;
    }
    Ok(())
}

impl Literal {
    /// The items of a list.
    pub(super) fn items(&self) -> Option<&'static [Self]> {
        match *self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }
}
