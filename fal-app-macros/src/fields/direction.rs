//! Whether a type is sent by callers, answered to them, or both.

use syn::Path;

/// Which of `#[input]` and `#[output]` a type has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Directions {
    pub(super) input: bool,
    pub(super) output: bool,
}

impl Directions {
    pub(super) const INPUT: Self = Self {
        input: true,
        output: false,
    };
    pub(super) const OUTPUT: Self = Self {
        input: false,
        output: true,
    };

    /// The attribute, for messages.
    pub(super) fn name(self) -> &'static str {
        if self.input { "input" } else { "output" }
    }

    /// The direction that the attribute of that path gives.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let last = &path.segments.last()?.ident;
        let mut both = [Self::INPUT, Self::OUTPUT].into_iter();
        both.find(|direction| last == direction.name())
    }

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            input: self.input || other.input,
            output: self.output || other.output,
        }
    }
}
