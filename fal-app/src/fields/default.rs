//! Defaults that are data: evaluated at their first use, and the same for every request (`docs/billing.md` §1.9).

#![allow(
    clippy::panic,
    reason = "of the const evaluation, and of `required`, which has nothing to return where a default is refused"
)]

use std::marker::PhantomData;
use std::sync::OnceLock;

use serde_json::Value;

use super::accepted::accepted;
use super::place::{Author, Place};
use super::table::{DefaultJson, DefaultValue, Field, Shape};
use super::value::{Described, Input};
use super::writer::Writer;

impl DefaultValue {
    /// The default of a field of the struct `table`. `write` evaluates and writes it.
    #[must_use]
    pub const fn new(table: &'static str, field: &'static Field, write: fn(&mut Writer)) -> Self {
        Self {
            table,
            field,
            write,
            evaluated: OnceLock::new(),
        }
    }

    /// As a caller would send it; `None` where it is refused.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.evaluated().ok()?.sent).ok()
    }

    /// The value for one request, whose object is at `object`; `None` where it is refused.
    pub(super) fn read<T: Input>(&self, object: &Place<'_>) -> Option<T> {
        let canonical = &self.evaluated().ok()?.canonical;
        let mut from = serde_json::Deserializer::from_str(canonical);
        // As deep as the default itself, and once more for each enum's name.
        from.disable_recursion_limit();
        T::read(
            &mut from,
            &object.written_by(Author::Table).member(self.field),
        )
        .ok()
    }

    /// The value for what is made in Rust.
    ///
    /// # Panics
    /// The default is refused: an app with this input does not start.
    pub(super) fn value<T: Input>(&self) -> T {
        match self.read(&Place::BODY) {
            Some(value) => value,
            None => panic!("{}", self.evaluated().err().unwrap_or_default()),
        }
    }

    /// What it was at its first use; the error is what is wrong with it.
    pub(super) fn evaluated(&self) -> Result<&DefaultJson, &str> {
        let evaluated = match self.evaluated.get() {
            Some(evaluated) => evaluated,
            // Not inside of the cell's lock: a default that holds itself would wait for itself.
            None => {
                let evaluated = self.evaluate();
                self.evaluated.get_or_init(|| evaluated)
            }
        };
        evaluated.as_ref().map_err(String::as_str)
    }

    fn evaluate(&self) -> Result<DefaultJson, String> {
        let Field {
            ident,
            shape,
            rules,
            ..
        } = self.field;
        accepted(self.write, shape, rules).map_err(|why| {
            format!(
                "the default of `{}.{ident}` is refused: {why}\nhelp: write a default that a caller may send",
                self.table
            )
        })
    }
}

/// Writes a default as a caller would send it.
type Write = fn(&mut Writer);

/// What the bare word `default` is for a type: the defaults that an `#[input]` declares, else the type's `Default`.
/// Does not compile where there is neither; rustc points at the caller.
#[must_use]
#[track_caller]
pub const fn bare_default(declared: Option<Write>, own: Option<Write>) -> Write {
    match (declared, own) {
        (Some(write), _) | (None, Some(write)) => write,
        (None, None) => panic!(
            "the type of this field has no `Default`\nhelp: write `default = …`, or add `#[derive(Default)]` to the type"
        ),
    }
}

/// Asks for the defaults of a type: `DefaultsOf::<T>::DECLARED`.
pub struct DefaultsOf<T>(PhantomData<T>);

impl<T: Input> DefaultsOf<T> {
    /// Those that an `#[input]` on a struct declares.
    pub const DECLARED: Option<Write> = match T::SHAPE {
        Shape::Object(_) => Some(write_declared::<T>),
        _ => None,
    };
}

/// What [`DefaultsOf::DECLARED`] is for a type that is not an input.
pub trait NoDeclaredDefaults {
    /// None.
    const DECLARED: Option<Write> = None;
}

impl<T> NoDeclaredDefaults for DefaultsOf<T> {}

/// Asks for the `Default` of a type: `DefaultOf::<T>::OWN`.
pub struct DefaultOf<T>(PhantomData<T>);

impl<T: Default + Described> DefaultOf<T> {
    /// It.
    pub const OWN: Option<Write> = Some(|writer| T::default().write(writer));
}

/// What [`DefaultOf::OWN`] is for a type without `Default`.
pub trait NoDefault {
    /// None.
    const OWN: Option<Write> = None;
}

impl<T> NoDefault for DefaultOf<T> {}

/// The struct of which nothing was sent. Where one of its fields must be sent, the empty object, which is then refused.
fn write_declared<T: Input>(writer: &mut Writer) {
    match T::read(&mut serde_json::Deserializer::from_str("{}"), &Place::BODY) {
        Ok(value) => value.write(writer),
        Err(_) => writer.object().end(),
    }
}
