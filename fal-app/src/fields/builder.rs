//! One field as the generated code declares it, but for its rules: each step is one word of `#[field(…)]`.
//!
//! What is wrong with a default or an example does not compile: the const evaluation panics in our words, where the word
//! stands (`#[track_caller]`). One panic a field; the rest of such a field is not looked at further.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use super::literal::Literal;
use super::rules;
use super::table::{Default, DefaultValue, Field, Rules, Shape, Ui, Variant};
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

    pub(super) const fn ruled(self, rules: Rules) -> Self {
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
