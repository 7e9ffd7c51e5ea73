//! Which of the two attributes a type has.

use syn::{Attribute, Path};

use crate::errors::{Errors, error};

/// Which of the two attributes a type has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sides {
    /// `#[input]`
    pub(crate) input: bool,
    /// `#[output]`
    pub(crate) output: bool,
}

impl Sides {
    pub(crate) const INPUT: Self = Self {
        input: true,
        output: false,
    };
    pub(crate) const OUTPUT: Self = Self {
        input: false,
        output: true,
    };

    /// The attribute, for messages.
    pub(crate) fn name(self) -> &'static str {
        if self.input { "input" } else { "output" }
    }
}

/// Takes the other of the two attributes off, for which this one speaks too.
pub(crate) fn both(
    sides: Sides,
    attributes: &mut Vec<Attribute>,
    errors: &mut Errors,
) -> (Sides, Vec<Path>) {
    let (mut both, mut also) = (sides, Vec::new());
    attributes.retain(|attribute| {
        let Some(side) = side(attribute.path()) else {
            return true;
        };
        if side == sides {
            errors.push(input_given_twice(side, attribute));
        }
        both.input |= side.input;
        both.output |= side.output;
        also.push(attribute.path().clone());
        false
    });
    (both, also)
}

fn side(path: &Path) -> Option<Sides> {
    let last = &path.segments.last()?.ident;
    [Sides::INPUT, Sides::OUTPUT]
        .into_iter()
        .find(|side| last == side.name())
}

fn input_given_twice(side: Sides, attribute: &Attribute) -> syn::Error {
    error(
        attribute.path(),
        format_args!("`#[{}]` is given twice", side.name()),
        "remove one of the two",
    )
}
