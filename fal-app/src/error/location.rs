//! Where a refused value stands in the input.

use std::fmt;

use serde_json::Value;

/// One step into the input: the name of a field, or the index of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The name of a field.
    Name(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

impl From<&str> for Segment {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Segment {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// A place in the input: the name of a field, a tuple of names and indices that lead to a value, or `()` for the input as
/// a whole.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not lead to a value of the input",
    label = "not a place in the input",
    note = "write a field's name, or names and indices: `\"title\"`, `(\"loras\", 0, \"path\")`"
)]
pub trait Location {
    /// The names and indices, the outermost first.
    fn segments(self) -> Vec<Segment>;
}

impl Location for () {
    fn segments(self) -> Vec<Segment> {
        Vec::new()
    }
}

impl Location for &str {
    fn segments(self) -> Vec<Segment> {
        vec![self.into()]
    }
}

impl Location for String {
    fn segments(self) -> Vec<Segment> {
        vec![self.into()]
    }
}

impl Location for Vec<Segment> {
    fn segments(self) -> Vec<Segment> {
        self
    }
}

macro_rules! tuples {
    ($(($($part:ident)*))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($part: Into<Segment>),*> Location for ($($part,)*) {
            #[allow(non_snake_case, reason = "each part is named as its type")]
            fn segments(self) -> Vec<Segment> {
                let ($($part,)*) = self;
                vec![$($part.into()),*]
            }
        }
    )*};
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) }

/// The place as callers see it: it starts at the body.
pub(super) fn loc(segments: &[Segment]) -> Value {
    let segments = segments.iter().map(|segment| match segment {
        Segment::Name(name) => Value::from(name.as_str()),
        Segment::Index(index) => Value::from(*index),
    });
    std::iter::once(Value::from("body"))
        .chain(segments)
        .collect()
}
