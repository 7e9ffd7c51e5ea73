//! Enums whose variants hold other types.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::lookup::{Lookup, refused};
use super::place::{Author, Place};
use super::table::{Shape, Union};
use super::value::Input;

/// An enum whose variants hold other types. Generated code implements it.
pub trait Variants: Sized {
    /// Reads the value of the variant with this name.
    ///
    /// # Errors
    /// There is no such variant, or the value is not canonical.
    fn read_variant<'de, D: Deserializer<'de>>(
        name: &str,
        from: D,
        place: &Place<'_>,
    ) -> Result<Self, D::Error>;
}

/// Reads an enum. The variant is known from its name, where the second reading wrote it, or from a tag that is the first
/// member.
///
/// Any other value would have to be kept in memory until its variant is known. The second reading decides it from the
/// text.
///
/// # Errors
/// The variant is not known yet, or the value is not canonical.
pub fn read_union<'de, T: Variants, D: Deserializer<'de>>(
    from: D,
    place: &Place<'_>,
    union: &'static Union,
) -> Result<T, D::Error> {
    match (place.author(), union.tag) {
        (Author::Table, _) => from.deserialize_seq(Named {
            place,
            of: PhantomData,
        }),
        (Author::Caller, Some(tag)) => from.deserialize_map(Tagged {
            place,
            union,
            tag,
            of: PhantomData,
        }),
        (Author::Caller, None) => Err(refused()),
    }
}

/// `["variant", value]`, as the second reading writes an enum.
struct Named<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Variants> Visitor<'de> for Named<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a variant and its value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let name: String = items.next_element()?.ok_or_else(refused)?;
        let seed = VariantSeed {
            name: &name,
            place: self.place,
            of: PhantomData,
        };
        items.next_element_seed(seed)?.ok_or_else(refused)
    }
}

struct VariantSeed<'p, T> {
    name: &'p str,
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Variants> DeserializeSeed<'de> for VariantSeed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read_variant(self.name, from, self.place)
    }
}

/// `{"tag": "variant", …}`
struct Tagged<'p, T> {
    place: &'p Place<'p>,
    union: &'static Union,
    tag: &'static str,
    of: PhantomData<T>,
}

impl<'de, T: Variants> Visitor<'de> for Tagged<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object that begins with its tag")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let Self {
            place, union, tag, ..
        } = self;
        let is_tag = Lookup(|key: &str| (key == tag).then_some(()));
        members.next_key_seed(is_tag)?.ok_or_else(refused)?;
        let variant = members.next_value_seed(Lookup(|name: &str| union.find(name)))?;
        // A field of the same name as the tag needs its value, which is already read.
        if matches!(variant.shape, Shape::Object(table) if table().find(tag).is_some()) {
            return Err(refused());
        }
        let rest = MapAccessDeserializer::new(members);
        T::read_variant(variant.name, rest, &place.tagged(tag))
    }
}

/// The value of a variant, before it is read.
///
/// Where its type is not an input, the compiler finds `read` in `NoVariant`. So the missing trait is reported once, where
/// the table names the type.
#[derive(Debug)]
pub struct Held<T, D> {
    from: D,
    variant: NoVariant<T>,
}

impl<T, D> Held<T, D> {
    /// The value comes from this deserializer.
    #[must_use]
    pub const fn new(from: D) -> Self {
        Self {
            from,
            variant: NoVariant(PhantomData),
        }
    }
}

impl<'de, T: Input, D: Deserializer<'de>> Held<T, D> {
    /// Reads the value.
    ///
    /// # Errors
    /// It is not canonical.
    pub fn read(self, place: &Place<'_>) -> Result<T, D::Error> {
        T::read(self.from, place)
    }
}

impl<T, D> Deref for Held<T, D> {
    type Target = NoVariant<T>;

    fn deref(&self) -> &NoVariant<T> {
        &self.variant
    }
}

/// Stands in for [`Held::read`], in a program that does not compile.
#[derive(Debug)]
pub struct NoVariant<T>(PhantomData<T>);

impl<T> NoVariant<T> {
    /// As [`Held::read`].
    ///
    /// # Errors
    /// Always.
    pub fn read<E: Error>(&self, _: &Place<'_>) -> Result<T, E> {
        Err(refused())
    }
}
