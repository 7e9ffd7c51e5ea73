//! Which rules suit which types.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use super::literal::outside;
use super::table::{Bound, Field, MediaKind, OneOf, Rules, Shape};

impl Field {
    /// Whether rules that were declared for another type suit this one.
    #[track_caller]
    pub(super) const fn suits(self, rules: &Rules) {
        let mut bounds: &[Option<Bound>] = &[rules.ge, rules.gt, rules.le, rules.lt];
        while let [bound, others @ ..] = bounds {
            if let Some(bound) = *bound {
                self.bounded(bound);
            }
            bounds = others;
        }
        if let Some(of) = rules.multiple_of {
            let _ = self.multiple_of(of);
        }
        match rules.one_of {
            Some(OneOf::Integers(allowed)) => _ = self.one_of_integers(allowed),
            Some(OneOf::Strings(allowed)) => _ = self.one_of_strings(allowed),
            None => {}
        }
        if rules.min_length.is_some() || rules.max_length.is_some() {
            self.long();
        }
        if let Some((text, compiled)) = rules.pattern {
            let _ = self.pattern(text, compiled);
        }
        if rules.min_width.is_some()
            || rules.max_width.is_some()
            || rules.min_height.is_some()
            || rules.max_height.is_some()
            || rules.max_area.is_some()
        {
            self.pictured();
        }
        if rules.max_file_size.is_some() {
            self.sent_as_a_file();
        }
        if let Some(items) = rules.items {
            self.of_items().suits(items);
        }
    }

    #[track_caller]
    pub(super) const fn bounded(&self, bound: Bound) {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            scalar.bounded(bound);
            nth += 1;
        }
    }

    #[track_caller]
    pub(super) const fn long(&self) {
        match self.shape.outermost() {
            Shape::Text | Shape::MediaUrl(_) | Shape::List(_) | Shape::Map(_) => {}
            Shape::Integer { .. } | Shape::Number { .. } => {
                panic!("a number has no length\nhelp: write `ge` or `le`")
            }
            Shape::Tuple(_) => panic!(
                "a tuple or an array has the length of its type\nhelp: write `items(…)` for the lengths of its items"
            ),
            _ => panic!("only a string, a list or a map has a length\nhelp: leave it out"),
        }
    }

    #[track_caller]
    pub(super) const fn pictured(&self) {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            match scalar {
                Shape::ImageSize
                | Shape::MediaUrl(MediaKind::Image)
                | Shape::Medium(MediaKind::Image, _) => {}
                Shape::Integer { .. } | Shape::Number { .. } => {
                    panic!("a number has no width and height\nhelp: write `ge` or `le`")
                }
                Shape::MediaUrl(MediaKind::Audio) | Shape::Medium(MediaKind::Audio, _) => {
                    panic!(
                        "a sound has no width and height\nhelp: write `max_file_size`, or leave it out"
                    )
                }
                Shape::MediaUrl(MediaKind::Video) | Shape::Medium(MediaKind::Video, _) => panic!(
                    "the width and height of a video are not read\nhelp: write `max_file_size`, or leave it out"
                ),
                Shape::MediaUrl(MediaKind::File) | Shape::Medium(MediaKind::File, _) => panic!(
                    "a file of any type has no width and height\nhelp: let the field be an `ImageUrl`"
                ),
                Shape::Text => panic!(
                    "a string has no width and height\nhelp: let the field be an `ImageUrl`, which is a string too"
                ),
                _ => panic!("only an `ImageSize` or a picture has a width and a height"),
            }
            nth += 1;
        }
    }

    #[track_caller]
    pub(super) const fn sent_as_a_file(&self) {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            if !matches!(scalar, Shape::MediaUrl(_) | Shape::Medium(..)) {
                panic!(
                    "only a medium is sent as a file\nhelp: let the field be an `ImageUrl`, `VideoUrl`, `AudioUrl` or `FileUrl`"
                );
            }
            nth += 1;
        }
    }
}

impl Shape {
    /// Whether it is a string, with the rules of strings.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::MediaUrl(_))
    }

    #[track_caller]
    pub(super) const fn bounded(&self, bound: Bound) {
        match (self, bound) {
            (Self::Number { .. }, _) => {}
            (Self::Integer { min, max }, Bound::Integer(value)) => {
                if value < *min || *max < value {
                    panic!("{}", outside(*min, *max));
                }
            }
            (Self::Integer { .. }, Bound::Number(_)) => {
                panic!("the field holds whole numbers\nhelp: write a bound without a fraction");
            }
            (Self::Text, _) => {
                panic!(
                    "a string has no bounds\nhelp: write `min_length`, `max_length` or `pattern`"
                );
            }
            (Self::ImageSize, _) => {
                panic!("a size has no bounds\nhelp: write `max_width`, `max_height` or `max_area`")
            }
            (Self::MediaUrl(_) | Self::Medium(..), _) => panic!(
                "a medium has no bounds of numbers\nhelp: write `max_file_size`, and for a picture `max_width` and `max_height`"
            ),
            _ => panic!("only a number has bounds\nhelp: leave them out"),
        }
    }

    pub(super) const fn is_of_texts(&self) -> bool {
        let mut nth = 0;
        while let Some(scalar) = self.scalar(nth) {
            if !scalar.is_text() {
                return false;
            }
            nth += 1;
        }
        true
    }

    /// One of the values that rules reach through options, lists, maps and tuples. Only a tuple has more than one.
    pub(crate) const fn scalar(&self, mut nth: usize) -> Option<&Self> {
        match self {
            Self::Optional(of) | Self::List(of) | Self::Map(of) => of.scalar(nth),
            Self::Tuple(items) => {
                let mut items = *items;
                while let [item, rest @ ..] = items {
                    let here = item.scalars();
                    if nth < here {
                        return item.scalar(nth);
                    }
                    nth -= here;
                    items = rest;
                }
                None
            }
            _ if nth == 0 => Some(self),
            _ => None,
        }
    }

    pub(super) const fn scalars(&self) -> usize {
        let mut count = 0;
        while self.scalar(count).is_some() {
            count += 1;
        }
        count
    }

    /// The value that lengths reach through options.
    pub(crate) const fn outermost(&self) -> &Self {
        match self {
            Self::Optional(of) => of.outermost(),
            _ => self,
        }
    }
}
