//! Finds the declared fields among the members of an object.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::lookup::Lookup;
use super::place::Place;
use super::table::{Field, Table};

/// The members of one object while they are read.
#[derive(Debug)]
pub struct Object<'p, A> {
    table: &'static Table,
    place: &'p Place<'p>,
    map: A,
    /// The index of the field that is tried first. Canonical objects have their fields in the order of declaration.
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

    /// Goes to the next member that is a declared field, and returns the field's name in JSON. Its value is then read into
    /// its slot. Unknown members are skipped.
    ///
    /// # Errors
    /// The JSON is not valid, or has a second tag.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator could not give its error out"
    )]
    pub fn next(&mut self) -> Result<Option<&'static str>, A::Error> {
        loop {
            let (table, next, tag) = (self.table, self.next, self.place.tag());
            let key = Lookup(|key: &str| match find(table, next, key) {
                // The last tag counts, and it may name another variant.
                None if tag == Some(key) => None,
                found => Some(found),
            });
            match self.map.next_key_seed(key)? {
                None => return Ok(None),
                Some(None) => self.map.next_value::<Skipped>().map(drop)?,
                Some(Some(index)) => {
                    self.next = index + 1;
                    self.field = table.fields.get(index).copied();
                    return Ok(self.field.map(|field| field.name));
                }
            }
        }
    }
}

impl<'p, A> Object<'p, A> {
    /// Where the object stands.
    pub(super) fn place(&self) -> &'p Place<'p> {
        self.place
    }

    /// The place of the value of the field that was found last, and the members to read it from.
    pub(super) fn at_value(&mut self) -> (Place<'p>, &mut A) {
        let place = self.place;
        let at_value = self.field.map_or(*place, |field| place.member(field));
        (at_value, &mut self.map)
    }
}

/// The index of the field with this name. The field at `next` is tried first.
fn find(table: &'static Table, next: usize, key: &str) -> Option<usize> {
    let is_next = table
        .fields
        .get(next)
        .is_some_and(|field| field.name == key);
    let position = || table.fields.iter().position(|field| field.is_named(key));
    if is_next { Some(next) } else { position() }
}

/// The value of an unknown member. It is read like any other value, so that the first reading accepts no JSON that the
/// second refuses.
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
