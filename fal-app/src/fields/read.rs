//! The one pass: canonical JSON straight into the struct.

use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess};

use super::table::Table;
use super::value::{Input, InputFields};

/// The fields of one object while they are read.
pub struct Object<A> {
    table: &'static Table,
    map: A,
}

impl<'de, A: MapAccess<'de>> Object<A> {
    /// The index of the next declared field; unknown ones are passed over.
    pub fn key(&mut self) -> Result<Option<usize>, A::Error> {
        todo!()
    }

    /// The value of field `index`, which obeys the field's rules.
    pub fn value<T: Input>(&mut self, index: usize) -> Result<T, A::Error> {
        todo!()
    }

    /// A field that a caller must send.
    pub fn required<T>(&self, value: Option<T>) -> Result<T, A::Error> {
        todo!()
    }
}

/// Reads a struct by its table.
pub fn read_object<'de, T: InputFields, D: Deserializer<'de>>(from: D, table: &'static Table) -> Result<T, D::Error> {
    todo!()
}
