//! One field as the generated code declares it: each step is one word of `#[field(…)]`.
//!
//! A rule that the field's type cannot obey does not compile: the const evaluation panics in our words, where the rule
//! stands (`#[track_caller]`). One panic a field; the rules of a field that is told are not looked at further.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use regex::Regex;

use super::literal::{Literal, outside};
use super::rules::{self, float};
use super::table::{
    Bound, Default, DefaultValue, Field, MediaKind, OneOf, Rules, Shape, Ui, Variant,
};
use super::value::{Input, InputAndOutput, Output};
use super::writer::Writer;

/// A field of an `#[input]`.
#[must_use]
pub const fn input<T: Input>(ident: &'static str) -> Field {
    Field::new(ident, T::SHAPE)
}

/// A field of an `#[output]`.
#[must_use]
pub const fn output<T: Output>(ident: &'static str) -> Field {
    Field::new(ident, T::SHAPE)
}

/// A field of a type that is both.
#[must_use]
pub const fn input_and_output<T: InputAndOutput>(ident: &'static str) -> Field {
    Field::new(ident, T::SHAPE)
}

/// A field that `serialize_with` writes: what it looks like, nobody knows.
#[must_use]
pub const fn serialized(ident: &'static str) -> Field {
    Field::new(ident, Shape::Any)
}

/// What is said of any field.
impl Field {
    pub(super) const fn new(ident: &'static str, shape: Shape) -> Self {
        Self {
            ident,
            name: ident,
            aliases: &[],
            doc: "",
            title: None,
            shape,
            rules: Rules::NONE,
            default: None,
            examples: None,
            hidden: false,
            deprecated: false,
            ui: Ui {
                field: None,
                important: false,
                hint: None,
            },
        }
    }

    const fn ruled(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// As a variant of an untagged enum, whose name this is.
    #[must_use]
    pub const fn untagged(self) -> Variant {
        Variant {
            name: self.ident,
            shape: self.shape,
        }
    }

    /// As a variant of a tagged enum: an object, beside whose members the tag stands.
    #[must_use]
    #[track_caller]
    pub const fn tagged(self) -> Variant {
        if !matches!(self.shape, Shape::Object(_)) {
            panic!(
                "a variant of a tagged enum holds a struct, beside whose fields the tag stands\nhelp: let it hold a struct, or write `#[serde(untagged)]` on the enum"
            );
        }
        self.untagged()
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn rename(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Other names that are accepted.
    #[must_use]
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Its doc comment.
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    /// Its title.
    #[must_use]
    pub const fn title(self, title: &'static str) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    /// A literal among the examples: a value of the field's type that obeys the rules above it.
    #[must_use]
    #[track_caller]
    pub const fn example_literal(self, literal: &Literal) -> Self {
        literal.check(&self.shape);
        if let Err(broken) = literal.obeys(&self.shape, &self.rules) {
            panic!("{}", broken.of_an_example());
        }
        self
    }

    /// A literal default: a value of the field's type that obeys the rules above it.
    #[must_use]
    #[track_caller]
    pub const fn default_literal(self, literal: &Literal) -> Self {
        literal.check(&self.shape);
        if let Err(broken) = literal.obeys(&self.shape, &self.rules) {
            panic!("{}", broken.of_a_default());
        }
        self
    }

    /// A constant default, of the same rules. What it is is not a literal, so that rustc reports a wrong type elsewhere.
    #[must_use]
    #[track_caller]
    pub const fn default_constant(self, constant: &Literal) -> Self {
        if !constant.is_of_kind(&self.shape) {
            return self;
        }
        if let Err(broken) = constant.obeys(&self.shape, &self.rules) {
            panic!("{}", broken.of_a_default());
        }
        if let Literal::Size(width, height) = *constant
            && !rules::size(&self.rules, width, height)
        {
            panic!(
                "the default breaks a rule of its size\nhelp: write a default that a caller may send"
            );
        }
        self
    }

    /// A default that is data.
    #[must_use]
    pub const fn default(self, value: fn() -> &'static DefaultValue) -> Self {
        Self {
            default: Some(Default::Value(value)),
            ..self
        }
    }

    /// A default that is made anew for each request.
    #[must_use]
    pub const fn default_factory(self) -> Self {
        Self {
            default: Some(Default::Factory),
            ..self
        }
    }

    /// Example values.
    #[must_use]
    pub const fn examples(self, write: fn(&mut Writer)) -> Self {
        Self {
            examples: Some(write),
            ..self
        }
    }

    /// Left out of forms.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self {
            hidden: true,
            ..self
        }
    }

    /// Shown as deprecated.
    #[must_use]
    pub const fn deprecated(self) -> Self {
        Self {
            deprecated: true,
            ..self
        }
    }

    /// Hints for the playground.
    #[must_use]
    pub const fn ui(self, ui: Ui) -> Self {
        Self { ui, ..self }
    }
}

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
    const fn below_the_lower_bound(&self, upper: Bound, is_open: bool) {
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

/// Which rules suit which types.
impl Field {
    /// Whether rules that were declared for another type suit this one.
    #[track_caller]
    const fn suits(self, rules: &Rules) {
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
    const fn bounded(&self, bound: Bound) {
        let mut nth = 0;
        while let Some(scalar) = self.shape.scalar(nth) {
            scalar.bounded(bound);
            nth += 1;
        }
    }

    #[track_caller]
    const fn long(&self) {
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
    const fn pictured(&self) {
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
    const fn sent_as_a_file(&self) {
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
    const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::MediaUrl(_))
    }

    #[track_caller]
    const fn bounded(&self, bound: Bound) {
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

    const fn is_of_texts(&self) -> bool {
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

    const fn scalars(&self) -> usize {
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
