//! The one pass: canonical JSON straight into the struct.
//!
//! It is strict. What is not canonical it refuses without a reason, and the table reads the body again.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::place::Place;
use super::table::{Field, Table};
use super::value::{Input, InputFields};

/// The refusal of the one pass; nobody reads its words.
pub fn refused<E: Error>() -> E {
    E::custom("not canonical")
}

/// Reads the value of a place.
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

/// Reads a struct by its table.
///
/// # Errors
/// The deserializer's own.
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
        T::fields(&mut Object::new(self.table, map, self.place))
    }
}

/// The members of one object while they are read.
#[derive(Debug)]
pub struct Object<'p, A> {
    table: &'static Table,
    place: &'p Place<'p>,
    map: A,
    /// Where the next field is looked for first: canonical objects are in the order of declaration.
    next: usize,
    field: Option<&'static Field>,
}

impl<'de, 'p, A: MapAccess<'de>> Object<'p, A> {
    pub(crate) fn new(table: &'static Table, map: A, place: &'p Place<'p>) -> Self {
        Self {
            table,
            place,
            map,
            next: 0,
            field: None,
        }
    }

    /// The Rust name of the next declared field, whose value is then read into its [`Slot`].
    /// Unknown members are passed over.
    ///
    /// # Errors
    /// The deserializer's own.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator could not give its error out"
    )]
    pub fn next(&mut self) -> Result<Option<&'static str>, A::Error> {
        loop {
            let key = Key {
                table: self.table,
                first: self.next,
            };
            match self.map.next_key_seed(key)? {
                None => return Ok(None),
                Some(None) => self.map.next_value::<Skipped>().map(drop)?,
                Some(Some(index)) => {
                    self.next = index + 1;
                    self.field = self.table.fields.get(index);
                    return Ok(self.field.map(|field| field.ident));
                }
            }
        }
    }

    fn value<T: Input>(&mut self) -> Result<T, A::Error> {
        let place = self
            .field
            .map_or(*self.place, |field| self.place.member(field));
        self.map.next_value_seed(Seed::new(&place))
    }
}

/// The value of a member that is not declared: read like any other, so that the one pass takes no JSON that the
/// table's reader refuses.
struct Skipped;

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Skipped {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// Looks a key up; `None` for an unknown one.
struct Key {
    table: &'static Table,
    first: usize,
}

impl Key {
    fn find(&self, key: &str) -> Option<usize> {
        let fields = self.table.fields;
        if fields
            .get(self.first)
            .is_some_and(|field| field.name == key)
        {
            return Some(self.first);
        }
        fields.iter().position(|field| field.is_named(key))
    }
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.find(key))
    }
}

/// A field's value until all members are read.
#[derive(Debug)]
pub struct Slot<T>(Option<T>);

#[allow(clippy::new_without_default, reason = "generated code writes `new`")]
impl<T> Slot<T> {
    /// Not read yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value, or its declared default.
    pub fn or_else(self, default: fn() -> T) -> T {
        self.0.unwrap_or_else(default)
    }
}

impl<T: Input> Slot<T> {
    /// Reads the current member of `object`; a key that comes twice is refused.
    ///
    /// # Errors
    /// The deserializer's own.
    pub fn read<'de, A: MapAccess<'de>>(
        &mut self,
        object: &mut Object<'_, A>,
    ) -> Result<(), A::Error> {
        match self.0.replace(object.value()?) {
            None => Ok(()),
            Some(_) => Err(refused()),
        }
    }

    /// The value of a field without a default, which only an `Option` may leave out.
    ///
    /// # Errors
    /// The member is missing.
    pub fn get<E: Error>(self) -> Result<T, E> {
        self.0.or_else(T::absent).ok_or_else(refused)
    }
}

/// Where `T` is no input, `read` and `get` are found here: only the table complains of the type.
impl<T> Deref for Slot<T> {
    type Target = NoInput;

    fn deref(&self) -> &NoInput {
        &NoInput
    }
}

/// What a type that is no input has instead of reading.
#[derive(Debug)]
pub struct NoInput;

impl NoInput {
    /// As [`Slot::read`].
    ///
    /// # Errors
    /// Always.
    pub fn read<'de, A: MapAccess<'de>>(&self, _: &mut Object<'_, A>) -> Result<(), A::Error> {
        Err(refused())
    }

    /// As [`Slot::get`].
    ///
    /// # Errors
    /// Always.
    pub fn get<T, E: Error>(&self) -> Result<T, E> {
        Err(refused())
    }
}
