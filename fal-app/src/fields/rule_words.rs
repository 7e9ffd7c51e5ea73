//! The rules of one field as the generated code declares them: each step is one word of `#[field(…)]`. What
//! the type of the field cannot obey does not compile.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use regex::Regex;

use super::literal::outside;
use super::rules::float;
use super::table::{Bound, Field, OneOf, Rules, Shape};

/// What a value must obey.
impl Field {
    /// Greater than or equal.
    #[must_use]
    #[track_caller]
    pub const fn ge(self, bound: Bound) -> Self {
        self.bounded(bound);
        self.ruled(Rules {
            ge: Some(bound),
            ..self.rules
        })
    }

    /// Greater than.
    #[must_use]
    #[track_caller]
    pub const fn gt(self, bound: Bound) -> Self {
        self.bounded(bound);
        if self.rules.ge.is_some() {
            panic!("`ge` and `gt` are both lower bounds\nhelp: keep one of the two");
        }
        self.ruled(Rules {
            gt: Some(bound),
            ..self.rules
        })
    }

    /// Less than or equal.
    #[must_use]
    #[track_caller]
    pub const fn le(self, bound: Bound) -> Self {
        self.bounded(bound);
        self.below_the_lower_bound(bound, false);
        self.ruled(Rules {
            le: Some(bound),
            ..self.rules
        })
    }

    /// Less than.
    #[must_use]
    #[track_caller]
    pub const fn lt(self, bound: Bound) -> Self {
        self.bounded(bound);
        if self.rules.le.is_some() {
            panic!("`le` and `lt` are both upper bounds\nhelp: keep one of the two");
        }
        self.below_the_lower_bound(bound, true);
        self.ruled(Rules {
            lt: Some(bound),
            ..self.rules
        })
    }

    /// A multiple of.
    #[must_use]
    #[track_caller]
    pub const fn multiple_of(self, of: Bound) -> Self {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            match (scalar, of) {
                (Shape::ImageSize, Bound::Integer(_)) => {}
                (Shape::ImageSize, Bound::Number(_)) => {
                    panic!("a number of pixels is whole\nhelp: write a whole number")
                }
                _ => scalar.bounded(of),
            }
            nth += 1;
        }
        if float(of) <= 0.0 {
            panic!("nothing is a multiple of 0 or less\nhelp: write a number above 0");
        }
        self.ruled(Rules {
            multiple_of: Some(of),
            ..self.rules
        })
    }

    /// One of these whole numbers.
    #[must_use]
    #[track_caller]
    pub const fn one_of_integers(self, allowed: &'static [i128]) -> Self {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            let Shape::Integer { min, max } = scalar else {
                panic!(
                    "the field holds no whole numbers\nhelp: `one_of` lists whole numbers or strings; for others write an enum with `#[input]`"
                );
            };
            let mut left = allowed;
            while let [value, rest @ ..] = left {
                if *value < *min || *max < *value {
                    panic!("{}", outside(*min, *max));
                }
                left = rest;
            }
            nth += 1;
        }
        self.ruled(Rules {
            one_of: Some(OneOf::Integers(allowed)),
            ..self.rules
        })
    }

    /// One of these strings.
    #[must_use]
    #[track_caller]
    pub const fn one_of_strings(self, allowed: &'static [&'static str]) -> Self {
        if !self.shape.is_of_texts() {
            panic!(
                "the field holds no strings\nhelp: write numbers, or let the field be a `String`"
            );
        }
        self.ruled(Rules {
            one_of: Some(OneOf::Strings(allowed)),
            ..self.rules
        })
    }

    /// Least length.
    #[must_use]
    #[track_caller]
    pub const fn min_length(self, length: u64) -> Self {
        self.long();
        self.ruled(Rules {
            min_length: Some(length),
            ..self.rules
        })
    }

    /// Greatest length.
    #[must_use]
    #[track_caller]
    pub const fn max_length(self, length: u64) -> Self {
        self.long();
        if let Some(least) = self.rules.min_length
            && length < least
        {
            panic!(
                "`max_length` is below `min_length`\nhelp: write a length of at least `min_length`"
            );
        }
        self.ruled(Rules {
            max_length: Some(length),
            ..self.rules
        })
    }

    /// A regular expression that must match somewhere.
    #[must_use]
    #[track_caller]
    pub const fn pattern(self, text: &'static str, compiled: fn() -> &'static Regex) -> Self {
        if !self.shape.is_of_texts() {
            panic!(
                "only a string has a pattern\nhelp: leave it out, or let the field be a `String`"
            );
        }
        self.ruled(Rules {
            pattern: Some((text, compiled)),
            ..self.rules
        })
    }

    /// Least width in pixels.
    #[must_use]
    #[track_caller]
    pub const fn min_width(self, pixels: u32) -> Self {
        self.pictured();
        self.ruled(Rules {
            min_width: Some(pixels),
            ..self.rules
        })
    }

    /// Greatest width in pixels.
    #[must_use]
    #[track_caller]
    pub const fn max_width(self, pixels: u32) -> Self {
        self.pictured();
        if let Some(least) = self.rules.min_width
            && pixels < least
        {
            panic!("`max_width` is below `min_width`\nhelp: write at least `min_width`");
        }
        self.ruled(Rules {
            max_width: Some(pixels),
            ..self.rules
        })
    }

    /// Least height in pixels.
    #[must_use]
    #[track_caller]
    pub const fn min_height(self, pixels: u32) -> Self {
        self.pictured();
        self.ruled(Rules {
            min_height: Some(pixels),
            ..self.rules
        })
    }

    /// Greatest height in pixels.
    #[must_use]
    #[track_caller]
    pub const fn max_height(self, pixels: u32) -> Self {
        self.pictured();
        if let Some(least) = self.rules.min_height
            && pixels < least
        {
            panic!("`max_height` is below `min_height`\nhelp: write at least `min_height`");
        }
        self.ruled(Rules {
            max_height: Some(pixels),
            ..self.rules
        })
    }

    /// Greatest width × height in pixels.
    #[must_use]
    #[track_caller]
    pub const fn max_area(self, pixels: u64) -> Self {
        self.pictured();
        self.ruled(Rules {
            max_area: Some(pixels),
            ..self.rules
        })
    }

    /// What each item of this list, map or tuple obeys: the rules of a field of its items.
    #[must_use]
    #[track_caller]
    pub const fn items(self, items: &'static Self) -> Self {
        // The words were held against the first item.
        if let Shape::Tuple([_, others @ ..]) = self.shape.outermost() {
            let mut rest: &[Shape] = others;
            while let [item, others @ ..] = rest {
                Self::new(self.ident, *item).suits(&items.rules);
                rest = others;
            }
        }
        self.ruled(Rules {
            items: Some(&items.rules),
            ..self.rules
        })
    }

    /// A field of the items of this list, map or tuple, or of the first of them.
    #[must_use]
    #[track_caller]
    pub const fn of_items(self) -> Self {
        match self.shape.outermost() {
            Shape::List(of) | Shape::Map(of) => Self::new(self.ident, **of),
            Shape::Tuple([of, ..]) => Self::new(self.ident, *of),
            _ => panic!("only a list, a map, a tuple or an array has items"),
        }
    }

    /// Greatest size of a medium in bytes.
    #[must_use]
    #[track_caller]
    pub const fn max_file_size(self, bytes: u64) -> Self {
        self.sent_as_a_file();
        self.ruled(Rules {
            max_file_size: Some(bytes),
            ..self.rules
        })
    }
}

/// Which rules suit each other.
impl Field {
    /// The generated code declares lower bounds first.
    #[track_caller]
    pub(super) const fn below_the_lower_bound(&self, upper: Bound, is_open: bool) {
        let (lower, is_open) = match (self.rules.ge, self.rules.gt) {
            (Some(lower), _) => (lower, is_open),
            (None, Some(lower)) => (lower, true),
            (None, None) => return,
        };
        let (is_less, is_same) = match (lower, upper) {
            (Bound::Integer(lower), Bound::Integer(upper)) => (upper < lower, upper == lower),
            _ => (float(upper) < float(lower), float(upper) == float(lower)),
        };
        if is_less || (is_open && is_same) {
            panic!(
                "no number is within these bounds\nhelp: write an upper bound above the lower one"
            );
        }
    }
}
