//! One field as the generated code declares it: each step is one word of `#[field(…)]`.
//!
//! A rule that the field's type cannot obey does not compile: its kind by a trait, on the rule's name; its value by a
//! panic of the const evaluation, on the rule's value.

use std::marker::PhantomData;

use regex::Regex;

use super::image_size::ImageSize;
use super::table::{Bound, Default, Field, OneOf, Rules, Shape, Ui, Variant};
use super::value::{Input, InputAndOutput, Output};
use super::write::Writer;

/// A field of type `T` while it is declared.
#[derive(Debug)]
pub struct FieldOf<T> {
    field: Field,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for FieldOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for FieldOf<T> {}

/// A field of an `#[input]`.
#[must_use]
pub const fn input<T: Input>(ident: &'static str) -> FieldOf<T> {
    FieldOf::new(ident, T::SHAPE)
}

/// A field of an `#[output]`.
#[must_use]
pub const fn output<T: Output>(ident: &'static str) -> FieldOf<T> {
    FieldOf::new(ident, T::SHAPE)
}

/// A field of a type that is both.
#[must_use]
pub const fn input_and_output<T: InputAndOutput>(ident: &'static str) -> FieldOf<T> {
    FieldOf::new(ident, T::SHAPE)
}

/// A field that `serialize_with` writes: what it looks like, nobody knows.
#[must_use]
pub const fn serialized<T>(ident: &'static str) -> FieldOf<T> {
    FieldOf::new(ident, Shape::Any)
}

/// What is said of any field.
impl<T> FieldOf<T> {
    const fn new(ident: &'static str, shape: Shape) -> Self {
        let field = Field {
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
            ui: Ui {
                field: None,
                important: false,
                hint: None,
            },
        };
        Self {
            field,
            of: PhantomData,
        }
    }

    const fn with(self, field: Field) -> Self {
        Self { field, ..self }
    }

    const fn ruled(self, rules: Rules) -> Self {
        self.with(Field {
            rules,
            ..self.field
        })
    }

    /// The field.
    #[must_use]
    pub const fn done(self) -> Field {
        self.field
    }

    /// As a variant of an untagged enum, whose name this is.
    #[must_use]
    pub const fn untagged(self) -> Variant {
        Variant {
            name: self.field.ident,
            shape: self.field.shape,
        }
    }

    /// As a variant of a tagged enum: an object, beside whose members the tag stands.
    #[must_use]
    #[track_caller]
    pub const fn tagged(self) -> Variant {
        if !matches!(self.field.shape, Shape::Object(_)) {
            panic!("a tag stands among the fields of a struct: let the variant hold one");
        }
        self.untagged()
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn rename(self, name: &'static str) -> Self {
        self.with(Field { name, ..self.field })
    }

    /// Other names that are accepted.
    #[must_use]
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        self.with(Field {
            aliases,
            ..self.field
        })
    }

    /// Its doc comment.
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Self {
        self.with(Field { doc, ..self.field })
    }

    /// Its title.
    #[must_use]
    pub const fn title(self, title: &'static str) -> Self {
        self.with(Field {
            title: Some(title),
            ..self.field
        })
    }

    /// A default that is the same each time.
    #[must_use]
    pub const fn default(self, write: fn(&mut Writer)) -> Self {
        self.with(Field {
            default: Some(Default {
                write,
                constant: true,
            }),
            ..self.field
        })
    }

    /// A default of whole numbers, which the type must hold.
    #[must_use]
    #[track_caller]
    pub const fn default_integers(self, values: &[i128], write: fn(&mut Writer)) -> Self {
        if !self.holds_all(values) {
            panic!("the default does not fit the type of the field");
        }
        self.default(write)
    }

    /// A default that is made anew each time.
    #[must_use]
    pub const fn default_made(self, write: fn(&mut Writer)) -> Self {
        self.with(Field {
            default: Some(Default {
                write,
                constant: false,
            }),
            ..self.field
        })
    }

    /// Example values.
    #[must_use]
    pub const fn examples(self, write: fn(&mut Writer)) -> Self {
        self.with(Field {
            examples: Some(write),
            ..self.field
        })
    }

    /// Left out of forms.
    #[must_use]
    pub const fn hidden(self) -> Self {
        self.with(Field {
            hidden: true,
            ..self.field
        })
    }

    /// Hints for the playground.
    #[must_use]
    pub const fn ui(self, ui: Ui) -> Self {
        self.with(Field { ui, ..self.field })
    }

    /// Whether a whole number is in the range of the Rust type, where that is an integer.
    const fn holds(&self, value: i128) -> bool {
        match self.field.shape.innermost() {
            Shape::Integer { min, max } => *min <= value && value <= *max,
            _ => true,
        }
    }

    const fn holds_all(&self, mut values: &[i128]) -> bool {
        while let [value, rest @ ..] = values {
            if !self.holds(*value) {
                return false;
            }
            values = rest;
        }
        true
    }

    #[track_caller]
    const fn check_bound(&self, bound: Bound) {
        match bound {
            Bound::Integer(value) if !self.holds(value) => {
                panic!("the bound does not fit the type of the field")
            }
            Bound::Number(_) if matches!(self.field.shape.innermost(), Shape::Integer { .. }) => {
                panic!("the bound of a whole number has a fraction")
            }
            _ => {}
        }
    }
}

/// What a value must obey.
impl<T> FieldOf<T> {
    /// Greater than or equal.
    #[must_use]
    #[track_caller]
    pub const fn ge(self, bound: Bound) -> Self
    where
        T: Bounded,
    {
        self.check_bound(bound);
        self.ruled(Rules {
            ge: Some(bound),
            ..self.field.rules
        })
    }

    /// Greater than.
    #[must_use]
    #[track_caller]
    pub const fn gt(self, bound: Bound) -> Self
    where
        T: Bounded,
    {
        self.check_bound(bound);
        self.ruled(Rules {
            gt: Some(bound),
            ..self.field.rules
        })
    }

    /// Less than or equal.
    #[must_use]
    #[track_caller]
    pub const fn le(self, bound: Bound) -> Self
    where
        T: Bounded,
    {
        self.check_bound(bound);
        self.ruled(Rules {
            le: Some(bound),
            ..self.field.rules
        })
    }

    /// Less than.
    #[must_use]
    #[track_caller]
    pub const fn lt(self, bound: Bound) -> Self
    where
        T: Bounded,
    {
        self.check_bound(bound);
        self.ruled(Rules {
            lt: Some(bound),
            ..self.field.rules
        })
    }

    /// A multiple of.
    #[must_use]
    #[track_caller]
    pub const fn multiple_of(self, of: Bound) -> Self
    where
        T: Multiple,
    {
        self.check_bound(of);
        if let (Shape::ImageSize, Bound::Number(_)) = (self.field.shape.innermost(), of) {
            panic!("pixels have no fraction");
        }
        self.ruled(Rules {
            multiple_of: Some(of),
            ..self.field.rules
        })
    }

    /// One of these whole numbers.
    #[must_use]
    #[track_caller]
    pub const fn one_of_integers(self, allowed: &'static [i128]) -> Self
    where
        T: Whole,
    {
        if !self.holds_all(allowed) {
            panic!("a choice does not fit the type of the field");
        }
        self.ruled(Rules {
            one_of: Some(OneOf::Integers(allowed)),
            ..self.field.rules
        })
    }

    /// One of these strings.
    #[must_use]
    pub const fn one_of_strings(self, allowed: &'static [&'static str]) -> Self
    where
        T: Textual,
    {
        self.ruled(Rules {
            one_of: Some(OneOf::Strings(allowed)),
            ..self.field.rules
        })
    }

    /// Least length.
    #[must_use]
    pub const fn min_length(self, length: u64) -> Self
    where
        T: Long,
    {
        self.ruled(Rules {
            min_length: Some(length),
            ..self.field.rules
        })
    }

    /// Greatest length.
    #[must_use]
    pub const fn max_length(self, length: u64) -> Self
    where
        T: Long,
    {
        self.ruled(Rules {
            max_length: Some(length),
            ..self.field.rules
        })
    }

    /// A regular expression that must match somewhere.
    #[must_use]
    pub const fn pattern(self, text: &'static str, compiled: fn() -> &'static Regex) -> Self
    where
        T: Textual,
    {
        self.ruled(Rules {
            pattern: Some((text, compiled)),
            ..self.field.rules
        })
    }

    /// Least width in pixels.
    #[must_use]
    pub const fn min_width(self, pixels: u32) -> Self
    where
        T: Pictured,
    {
        self.ruled(Rules {
            min_width: Some(pixels),
            ..self.field.rules
        })
    }

    /// Greatest width in pixels.
    #[must_use]
    pub const fn max_width(self, pixels: u32) -> Self
    where
        T: Pictured,
    {
        self.ruled(Rules {
            max_width: Some(pixels),
            ..self.field.rules
        })
    }

    /// Least height in pixels.
    #[must_use]
    pub const fn min_height(self, pixels: u32) -> Self
    where
        T: Pictured,
    {
        self.ruled(Rules {
            min_height: Some(pixels),
            ..self.field.rules
        })
    }

    /// Greatest height in pixels.
    #[must_use]
    pub const fn max_height(self, pixels: u32) -> Self
    where
        T: Pictured,
    {
        self.ruled(Rules {
            max_height: Some(pixels),
            ..self.field.rules
        })
    }

    /// Greatest width × height in pixels.
    #[must_use]
    pub const fn max_area(self, pixels: u64) -> Self
    where
        T: Pictured,
    {
        self.ruled(Rules {
            max_area: Some(pixels),
            ..self.field.rules
        })
    }

    /// Greatest size of a medium in bytes.
    #[must_use]
    pub const fn max_file_size(self, bytes: u64) -> Self
    where
        T: Medium,
    {
        self.ruled(Rules {
            max_file_size: Some(bytes),
            ..self.field.rules
        })
    }
}

impl Shape {
    /// The scalar that a bound reaches through options and lists.
    const fn innermost(&self) -> &Self {
        match self {
            Self::Optional(of) | Self::List(of) => of.innermost(),
            _ => self,
        }
    }
}

/// Declares a kind of rule: the types that obey it, alone and in options, boxes and lists.
macro_rules! kind {
    ($(#[$meta:meta])* $kind:ident: $($type:ty)*) => {
        $(#[$meta])*
        pub trait $kind {}
        $(impl $kind for $type {})*
        impl<T: $kind> $kind for Option<T> {}
        impl<T: $kind> $kind for Box<T> {}
        impl<T: $kind> $kind for Vec<T> {}
    };
}

kind! {
    /// What has bounds.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a number",
        label = "a rule for numbers",
        note = "a string or a list has `min_length` and `max_length`, an `ImageSize` `max_width`, `max_height` and `max_area`"
    )]
    Bounded: i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64
}

kind! {
    /// What may be a multiple.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is neither a number nor an `ImageSize`",
        label = "a rule for numbers and `ImageSize`"
    )]
    Multiple: i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 ImageSize
}

kind! {
    /// What whole numbers are chosen for.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a whole number",
        label = "these choices are whole numbers"
    )]
    Whole: i8 i16 i32 i64 isize u8 u16 u32 u64 usize
}

kind! {
    /// What is text.
    #[diagnostic::on_unimplemented(message = "`{Self}` is not a string", label = "a rule for strings")]
    Textual: String
}

kind! {
    /// What has a width and a height.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` has no width and height",
        label = "a rule for `ImageSize` and images",
        note = "a number has `ge` and `le`"
    )]
    Pictured: ImageSize
}

kind! {
    /// What is sent as a file.
    #[diagnostic::on_unimplemented(message = "`{Self}` is not a medium", label = "a rule for media")]
    Medium:
}

/// What has a length: of lists the outermost.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no length",
    label = "a rule for strings and lists",
    note = "a number has `ge` and `le`"
)]
pub trait Long {}

impl Long for String {}
impl<T> Long for Vec<T> {}
impl<T: Long> Long for Option<T> {}
impl<T: Long> Long for Box<T> {}
