//! The traits of the types that an `#[input]` or an `#[output]` may hold.

use serde::de::{Deserializer, MapAccess};

use super::object::Object;
use super::place::Place;
use super::table::{Field, Shape};
use super::tree::{Deepest, FieldTree};
use super::writer::{ObjectWriter, Writer};

/// A value that has a shape in JSON and can be written.
pub trait Described {
    /// What the value looks like in JSON.
    const SHAPE: Shape;

    /// Writes the value as canonical JSON.
    fn write(&self, writer: &mut Writer);
}

impl Writer {
    /// Writes a value that a method returned, and drops it.
    pub(crate) fn of_answer<T: Output>(value: T) -> Self {
        Self::of_value(value, Self::answer())
    }

    fn of_value<T: Output>(value: T, mut writer: Self) -> Self {
        value.write(&mut writer);
        if writer.is_too_deep() {
            // Rust drops it as deep as it nests, and for that there is no stack either. The memory is lost.
            std::mem::forget(value);
        }
        writer
    }

    /// The same for what becomes MessagePack.
    #[cfg(feature = "realtime")]
    pub(crate) fn of_packed_answer<T: Output>(value: T) -> Self {
        Self::of_value(value, Self::answer().packed())
    }

    /// Writes a list.
    pub fn list<'a, T: Described + 'a>(&mut self, items: impl IntoIterator<Item = &'a T>) {
        self.items(items, |writer, item| item.write(writer));
    }
}

impl ObjectWriter<'_> {
    /// Writes a field.
    pub fn field<T: Described + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.named(name, |writer| value.write(writer));
    }
}

/// A value that a caller may send: an `#[input]`, or a type that one holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "a struct or an enum of your own is one with `#[input]`",
    note = "of media it is `ImageUrl` or `ImageInput`, and so for `Video`, `Audio` and `File`",
    note = "a field holds `String`, `bool`, integers of up to 64 bits, `f32`, `f64`, `ImageSize`, media, `Bytes`, `Value`, types with `#[input]`, and of these: `Option`, `Box`, `Vec`, tuples and arrays of up to 8, `HashMap<String, …>`, `BTreeMap<String, …>`"
)]
pub trait Input: Described + FieldTree<Deepest> + Send + Sized + 'static {
    /// The first reading: accepts canonical JSON that obeys the rules of its place. The second reading decides everything
    /// else.
    ///
    /// # Errors
    /// The value is not canonical. Nobody reads the text of the error.
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error>;

    /// The value of a field without a default that the caller leaves out. `None` where the field is required.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// A struct with `#[input]` or `#[output]`. Generated code implements it.
pub trait Fields: Described {
    /// Its fields in the order of declaration.
    const FIELDS: &'static [&'static Field];
}

/// A struct with `#[input]`. Generated code implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "an endpoint takes a struct with `#[input]`"
)]
pub trait InputFields: Input {
    /// Its fields before they are read.
    fn slots() -> impl Slots<Self>;
}

/// The fields of a `T` while the members of its object are read.
pub trait Slots<T>: Sized {
    /// Reads the current member of `object` into the field with this name in JSON. `false` where there is none.
    ///
    /// # Errors
    /// The value is not canonical, or the member came before.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: &str,
        object: &mut Object<'_, A>,
    ) -> Result<bool, A::Error>;

    /// The struct, after all members were read.
    ///
    /// # Errors
    /// A required field is missing.
    fn finish<'de, A: MapAccess<'de>>(self, object: &Object<'_, A>) -> Result<T, A::Error>;
}

/// A value that an answer may hold: an [`Answer`], or a type that one holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "not an output",
    note = "a struct or an enum of your own is one with `#[output]`",
    note = "of media it is `Image`, `Video`, `Audio` or `File`, or the URL that a caller sent, as `ImageUrl`",
    note = "a field holds `String`, `bool`, integers of up to 64 bits, `f32`, `f64`, `ImageSize`, media, `Bytes`, `Value`, types with `#[output]`, and of these: `Option`, `Box`, `Vec`, tuples and arrays of up to 8, `HashMap<String, …>`, `BTreeMap<String, …>`"
)]
pub trait Output: Described + Send + 'static {}

/// What a method may return: a type with `#[output]`, a medium, any JSON, `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "not an output",
    note = "an endpoint answers a type with `#[output]`, a medium, a `Value` or `()`"
)]
pub trait Answer: Output {}

/// A value that a type with both attributes may hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not both an input and an output",
    label = "not both an input and an output",
    note = "a struct or an enum of your own is both with `#[input]` and `#[output]`",
    note = "a field holds `String`, `bool`, integers of up to 64 bits, `f32`, `f64`, `ImageSize`, media, `Bytes`, `Value`, types with both attributes, and of these: `Option`, `Box`, `Vec`, tuples and arrays of up to 8, `HashMap<String, …>`, `BTreeMap<String, …>`"
)]
pub trait InputAndOutput: Input + Output {}

impl<T: Input + Output> InputAndOutput for T {}
