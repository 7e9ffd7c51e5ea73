//! The traits of values: what may stand in an `#[input]`, what in an `#[output]`.

use serde::de::{Deserializer, MapAccess};

use super::object::Object;
use super::place::Place;
use super::table::Shape;
use super::tree::{Deepest, FieldTree};
use super::writer::{ObjectWriter, Writer};

/// A value that the table can describe and that is written as JSON.
pub trait Described {
    /// What it looks like on the wire.
    const SHAPE: Shape;

    /// Writes it in canonical form.
    fn write(&self, writer: &mut Writer);
}

impl Writer {
    /// Writes a list.
    pub fn list<'a, T: Described + 'a>(&mut self, items: impl IntoIterator<Item = &'a T>) {
        self.items(items, |writer, item| item.write(writer));
    }
}

impl ObjectWriter<'_> {
    /// Writes a member whose name is a field's.
    pub fn field<T: Described + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.named(name, |writer| value.write(writer));
    }
}

/// A value that a caller may send: an `#[input]`, or a type that one holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "add `#[input]` to `{Self}`"
)]
pub trait Input: Described + FieldTree<Deepest> + Send + Sized + 'static {
    /// The one pass: reads canonical JSON that obeys the rules of its place, and refuses everything else without a reason.
    /// What it refuses is read again by the table.
    ///
    /// # Errors
    /// The deserializer's own, which nobody reads.
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error>;

    /// What a field without a default is when nobody sends it; only an `Option` may be left out.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// A struct with `#[input]`: what the generated code gives, beside [`Input`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "an endpoint takes a struct with `#[input]`"
)]
pub trait InputFields: Input {
    /// Reads the fields of an object.
    ///
    /// # Errors
    /// The deserializer's own.
    fn fields<'de, A: MapAccess<'de>>(object: &mut Object<'_, A>) -> Result<Self, A::Error>;
}

/// A value that an answer may hold: an [`Answer`], or a type that one holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "not an output",
    note = "add `#[output]` to `{Self}`"
)]
pub trait Output: Described + Send + 'static {}

/// What a method may return: a type with `#[output]`, a medium, any JSON, `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "not an output",
    note = "an endpoint answers a type with `#[output]`, a medium, a `Value` or `()`"
)]
pub trait Answer: Output {}

/// A value that may stand in a type with both attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not both an input and an output",
    label = "not both an input and an output",
    note = "add `#[input]` and `#[output]` to `{Self}`"
)]
pub trait InputAndOutput: Input + Output {}

impl<T: Input + Output> InputAndOutput for T {}
