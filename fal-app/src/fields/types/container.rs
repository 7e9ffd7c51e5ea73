//! Options, boxes and lists.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::read::Seed;
use crate::fields::rules::{self, Broken};
use crate::fields::table::Shape;
use crate::fields::tree::{Depth, FieldTree, Tree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::Writer;

impl<T: Described> Described for Option<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }
}

impl<T: Input> Input for Option<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_option(OptionVisitor {
            place,
            of: PhantomData,
        })
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<D: Depth, T: FieldTree<D>> FieldTree<D> for Option<T> {
    const TREE: &'static Tree = T::TREE;
}

impl<T: Output> Output for Option<T> {}

struct OptionVisitor<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Input> Visitor<'de> for OptionVisitor<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        T::read(from, self.place).map(Some)
    }
}

impl<T: Described> Described for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }
}

impl<T: Input> Input for Box<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        if !place.take(size_of::<T>()) {
            return Err(refused());
        }
        T::read(from, place).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<D: Depth, T: FieldTree<D>> FieldTree<D> for Box<T> {
    const TREE: &'static Tree = T::TREE;
}

impl<T: Output> Output for Box<T> {}

impl<T: Described> Described for [T] {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn write(&self, writer: &mut Writer) {
        writer.list(self);
    }
}

impl<T: Described> Described for Vec<T> {
    const SHAPE: Shape = <[T]>::SHAPE;

    fn write(&self, writer: &mut Writer) {
        writer.list(self);
    }
}

impl<T: Input> Input for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_seq(ListVisitor {
            place,
            of: PhantomData,
        })
    }
}

impl<D: Depth, T: FieldTree<D>> FieldTree<D> for Vec<T> {
    const TREE: &'static Tree = T::TREE;
}

impl<T: Output> Output for Vec<T> {}

struct ListVisitor<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Input> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<T>, A::Error> {
        let rules = self.place.rules();
        let of_items = rules.of_items();
        let mut items = Vec::new();
        loop {
            let place = self.place.item(&of_items, items.len());
            let Some(item) = from.next_element_seed(Seed::new(&place))? else {
                break;
            };
            if !grow(&mut items, self.place) {
                return Err(refused());
            }
            items.push(item);
            if let Err(Broken::TooLong(_)) = rules::length(rules, items.len()) {
                return Err(refused());
            }
        }
        match rules::length(rules, items.len()) {
            Ok(()) => Ok(items),
            Err(_) => Err(refused()),
        }
    }
}

/// The items of a list of any values.
pub(in crate::fields) fn any_items<'de, T: Input, A: SeqAccess<'de>>(
    mut from: A,
    place: &Place<'_>,
) -> Result<Vec<T>, A::Error> {
    let mut items = Vec::new();
    while let Some(item) = from.next_element_seed(Seed::new(place))? {
        if !grow(&mut items, place) {
            return Err(refused());
        }
        items.push(item);
    }
    fit(&mut items, place);
    Ok(items)
}

/// The members of a map of any values. The list may have room for more.
pub(in crate::fields) fn any_members<'de, K: Input, T: Input, A: MapAccess<'de>>(
    mut from: A,
    place: &Place<'_>,
) -> Result<Vec<(K, T)>, A::Error> {
    let mut members = Vec::new();
    while let Some(key) = from.next_key_seed(Seed::new(place))? {
        let value = from.next_value_seed(Seed::new(place))?;
        if !grow(&mut members, place) {
            return Err(refused());
        }
        members.push((key, value));
    }
    Ok(members)
}

/// Makes room for one more item. Where there is none, the list grows to twice its size. Returns `false` where there is not
/// enough memory left.
pub(super) fn grow<T>(items: &mut Vec<T>, place: &Place<'_>) -> bool {
    let room = items.capacity();
    if items.len() < room {
        return true;
    }
    // A vector grows in the same steps by itself.
    let larger = match size_of::<T>() {
        _ if room > 0 => room * 2,
        1 => 8,
        ..=1024 => 4,
        _ => 1,
    };
    let is_left = place.take(larger * size_of::<T>());
    if is_left {
        items.reserve_exact(larger - room);
        place.give_back(room * size_of::<T>());
    }
    is_left
}

/// Frees the room that no item uses.
pub(in crate::fields) fn fit<T>(items: &mut Vec<T>, place: &Place<'_>) {
    let room = items.capacity();
    if items.len() < room {
        items.shrink_to_fit();
        place.give_back((room - items.len()) * size_of::<T>());
    }
}
