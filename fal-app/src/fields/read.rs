//! The first reading of structs: canonical JSON straight into the fields.
//!
//! It is strict, and gives no reason when it refuses: the second reading then says what is wrong.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::lookup::refused;
use super::object::Object;
use super::place::Place;
use super::table::{DefaultValue, Table};
use super::value::{Input, InputFields, Slots};

/// Reads the value at a place.
pub(crate) struct Seed<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'p, T> Seed<'p, T> {
    pub(crate) fn new(place: &'p Place<'p>) -> Self {
        Self {
            place,
            of: PhantomData,
        }
    }
}

impl<'de, T: Input> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read(from, self.place)
    }
}

/// Reads a struct with the fields of `table`.
///
/// # Errors
/// The JSON is not canonical, or the stack has no room for the struct.
pub fn read_object<'de, T: InputFields, D: Deserializer<'de>>(
    from: D,
    table: &'static Table,
    place: &Place<'_>,
) -> Result<T, D::Error> {
    if !place.has_stack_for::<T>(table) {
        return Err(refused());
    }
    from.deserialize_map(ObjectVisitor {
        table,
        place,
        of: PhantomData,
    })
}

struct ObjectVisitor<'p, T> {
    table: &'static Table,
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: InputFields> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut object = Object::new(self.table, map, self.place);
        let mut slots = T::slots();
        while let Some(field) = object.next()? {
            slots.read(field, &mut object)?;
        }
        slots.finish(&object)
    }
}

impl<'de, A: MapAccess<'de>> Object<'_, A> {
    /// The default of an absent member.
    fn default<T: Input>(&self, default: &'static DefaultValue) -> Result<T, A::Error> {
        default.read(self.place()).ok_or_else(refused)
    }

    fn value<T: Input>(&mut self) -> Result<T, A::Error> {
        let (place, members) = self.at_value();
        members.next_value_seed(Seed::new(&place))
    }
}

/// The value of one field, while the members of its object are read.
#[derive(Debug)]
pub struct Slot<T>(Option<T>);

#[allow(clippy::new_without_default, reason = "generated code writes `new`")]
impl<T> Slot<T> {
    /// For a field that has not been read yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value, or one that is made for this request.
    pub fn or_else(self, factory: fn() -> T) -> T {
        self.0.unwrap_or_else(factory)
    }
}

impl<T: Input> Slot<T> {
    /// Reads the current member of `object`. Always `true`.
    ///
    /// # Errors
    /// The value is not canonical, or the member came before.
    pub fn read<'de, A: MapAccess<'de>>(
        &mut self,
        object: &mut Object<'_, A>,
    ) -> Result<bool, A::Error> {
        match self.0.replace(object.value()?) {
            None => Ok(true),
            Some(_) => Err(refused()),
        }
    }

    /// The value, or the default that was declared.
    ///
    /// # Errors
    /// The default is refused: an app with such a field does not start.
    pub fn or_default<'de, A: MapAccess<'de>>(
        self,
        object: &Object<'_, A>,
        default: &'static DefaultValue,
    ) -> Result<T, A::Error> {
        self.0.map_or_else(|| object.default(default), Ok)
    }

    /// The default of a field, where an input is made in Rust.
    ///
    /// # Panics
    /// The default is refused: an app with such a field does not start.
    pub fn declared(self, default: &'static DefaultValue) -> T {
        default.value()
    }

    /// The value of a field without a default.
    ///
    /// # Errors
    /// The member is missing, and the field is not an `Option`.
    pub fn get<E: Error>(self) -> Result<T, E> {
        self.0.or_else(T::absent).ok_or_else(refused)
    }
}

/// The fields of a struct that was refused, in a program that does not compile.
#[derive(Debug)]
pub struct NoSlots<T>(PhantomData<T>);

#[allow(clippy::new_without_default, reason = "generated code writes `new`")]
impl<T> NoSlots<T> {
    /// Nothing is read.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Slots<T> for NoSlots<T> {
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        _: &str,
        _: &mut Object<'_, A>,
    ) -> Result<bool, A::Error> {
        Err(refused())
    }

    fn finish<'de, A: MapAccess<'de>>(self, _: &Object<'_, A>) -> Result<T, A::Error> {
        Err(refused())
    }
}

/// Where `T` is not an input, the compiler finds the methods here. So the missing trait is reported once, where the table
/// names the type.
impl<T> Deref for Slot<T> {
    type Target = NoInput;

    fn deref(&self) -> &NoInput {
        &NoInput
    }
}

/// Stands in for the methods of [`Slot`], in a program that does not compile.
#[derive(Debug)]
pub struct NoInput;

impl NoInput {
    /// As [`Slot::read`].
    ///
    /// # Errors
    /// Always.
    pub fn read<'de, A: MapAccess<'de>>(&self, _: &mut Object<'_, A>) -> Result<bool, A::Error> {
        Err(refused())
    }

    /// As [`Slot::or_default`].
    ///
    /// # Errors
    /// Always.
    pub fn or_default<'de, T, A: MapAccess<'de>>(
        &self,
        _: &Object<'_, A>,
        _: &'static DefaultValue,
    ) -> Result<T, A::Error> {
        Err(refused())
    }

    /// As [`Slot::declared`].
    pub fn declared<T>(&self, _: &'static DefaultValue) -> T {
        unreachable!("a program with such a field does not compile")
    }

    /// As [`Slot::get`].
    ///
    /// # Errors
    /// Always.
    pub fn get<T, E: Error>(&self) -> Result<T, E> {
        Err(refused())
    }
}
