//! Writing values in generated code, which does not know whether their types can be written.

use std::marker::PhantomData;
use std::ops::Deref;

use super::table::{Shape, Table};
use super::value::Described;
use super::writer::{ObjectWriter, Writer};

/// A value that generated code writes.
///
/// Where its type cannot be written, the compiler finds the methods in `NotDescribed`. So the missing trait is reported
/// once, where the table names the type.
#[derive(Debug)]
pub struct Written<'v, T: ?Sized>(pub &'v T);

impl<T: Described + ?Sized> Written<'_, T> {
    /// Writes the value.
    pub fn write(&self, writer: &mut Writer) {
        writer.nested(|writer| self.0.write(writer));
    }

    /// Writes the value of a variant of an enum with `#[serde(tag = "…")]`: an object whose first member is the tag.
    pub fn tagged(&self, tag: &'static str, variant: &'static str, writer: &mut Writer) {
        writer.tag(tag, variant);
        writer.nested(|writer| self.0.write(writer));
    }

    /// Writes the value as a member of `object`.
    pub fn field(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        object.field(name, self.0);
    }

    /// Writes the members of the value into `object`.
    pub fn flattened(&self, object: &mut ObjectWriter<'_>) {
        object.flattened(|writer| self.0.write(writer));
    }
}

impl<T: ?Sized> Deref for Written<'_, T> {
    type Target = NotDescribed;

    fn deref(&self) -> &NotDescribed {
        &NotDescribed
    }
}

/// Stands in for the methods of [`Written`], in a program that does not compile.
#[derive(Debug)]
pub struct NotDescribed;

impl NotDescribed {
    /// As [`Written::write`].
    pub fn write(&self, _: &mut Writer) {}

    /// As [`Written::tagged`].
    pub fn tagged(&self, _: &'static str, _: &'static str, _: &mut Writer) {}

    /// As [`Written::field`].
    pub fn field(&self, _: &'static str, _: &mut ObjectWriter<'_>) {}

    /// As [`Written::flattened`].
    pub fn flattened(&self, _: &mut ObjectWriter<'_>) {}
}

/// An example that gives some fields of an input: `#[example(PaintInput { prompt: …, .. })]`.
#[derive(Debug)]
pub struct Partial<'a, T> {
    object: ObjectWriter<'a>,
    shape: Shape,
    of: PhantomData<T>,
}

/// A field of a [`Partial`]. It has the declared type, so that a value of another type is one error on the value.
#[derive(Debug)]
pub struct PartialField<'p, 'a, T, F> {
    partial: &'p mut Partial<'a, T>,
    name: Option<&'static str>,
    of: PhantomData<F>,
}

impl<'a, T> Partial<'a, T> {
    /// Opens the object of an input of this shape.
    pub fn new(writer: &'a mut Writer, shape: Shape) -> Self {
        Self {
            object: writer.object(),
            shape,
            of: PhantomData,
        }
    }

    /// The field with this name in Rust. `get` is not called: it tells the compiler the type of the field.
    pub fn field<F: Described>(
        &mut self,
        ident: &'static str,
        get: fn(&T) -> &F,
    ) -> PartialField<'_, 'a, T, F> {
        let _ = get;
        PartialField {
            name: wire_name(self.shape, ident),
            partial: self,
            of: PhantomData,
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.object.end();
    }
}

impl<T, F: Described> PartialField<'_, '_, T, F> {
    /// Writes the value of the field.
    pub fn value(self, value: F) {
        let object = &mut self.partial.object;
        match self.name {
            Some(name) => object.field(name, &value),
            None => object.flattened(|writer| value.write(writer)),
        }
    }
}

/// The name in JSON; `None` for a struct whose fields are among the others.
fn wire_name(shape: Shape, ident: &'static str) -> Option<&'static str> {
    let Shape::Object(table) = shape else {
        return Some(ident);
    };
    let table: &'static Table = table();
    match table.part(ident) {
        Some(_) => None,
        None => Some(table.own(ident).map_or(ident, |field| field.name)),
    }
}
