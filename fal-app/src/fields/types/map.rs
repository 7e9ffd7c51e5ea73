//! Maps, whose keys are strings.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, Visitor};

use crate::fields::from_literal::FromLiteral;
use crate::fields::limits::{hash_table, heap};
use crate::fields::literal::Literal;
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::read::Seed;
use crate::fields::rules::{self, Broken};
use crate::fields::table::Shape;
use crate::fields::tree::{Depth, FieldTree, Tree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::Writer;

/// The key of a map that a field holds: `String`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the key of a map in JSON",
    label = "the keys of this map are not strings",
    note = "write `HashMap<String, …>` or `BTreeMap<String, …>`: the names in an object are strings"
)]
pub trait Key: AsRef<str> + From<String> + Hash + Ord + Send + 'static {}

impl Key for String {}

impl<K: Key, T: Described, S> Described for HashMap<K, T, S> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    /// In the order of the keys, so that one value is always written alike.
    fn write(&self, writer: &mut Writer) {
        let mut members: Vec<(&K, &T)> = self.iter().collect();
        members.sort_unstable_by_key(|(key, _)| *key);
        write(members, writer);
    }
}

impl<K: Key, T: Described> Described for BTreeMap<K, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn write(&self, writer: &mut Writer) {
        write(self, writer);
    }
}

fn write<'m, K: Key, T: Described + 'm>(
    members: impl IntoIterator<Item = (&'m K, &'m T)>,
    writer: &mut Writer,
) {
    let mut object = writer.object();
    for (key, value) in members {
        object.member(key.as_ref(), |writer| value.write(writer));
    }
    object.end();
}

impl<K, T, S> Input for HashMap<K, T, S>
where
    K: Key,
    T: Input,
    S: BuildHasher + Default + Send + 'static,
{
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_map(MapVisitor::new(place))
    }
}

impl<K: Key, T: Input> Input for BTreeMap<K, T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_map(MapVisitor::new(place))
    }
}

impl<D: Depth, K, T: FieldTree<D>, S> FieldTree<D> for HashMap<K, T, S> {
    const TREE: &'static Tree = T::TREE;
}

impl<D: Depth, K, T: FieldTree<D>> FieldTree<D> for BTreeMap<K, T> {
    const TREE: &'static Tree = T::TREE;
}

impl<K: Key, T: Output, S: Send + 'static> Output for HashMap<K, T, S> {}

impl<K: Key, T: Output> Output for BTreeMap<K, T> {}

impl<K: Key, T: FromLiteral, S: BuildHasher + Default> FromLiteral for HashMap<K, T, S> {
    fn from_literal(literal: &Literal) -> Option<Self> {
        literal.items()?.iter().map(member).collect()
    }
}

impl<K: Key, T: FromLiteral> FromLiteral for BTreeMap<K, T> {
    fn from_literal(literal: &Literal) -> Option<Self> {
        literal.items()?.iter().map(member).collect()
    }
}

fn member<K: Key, T: FromLiteral>(literal: &Literal) -> Option<(K, T)> {
    match literal {
        Literal::List([Literal::Text(key), value]) => {
            Some((K::from((*key).to_owned()), T::from_literal(value)?))
        }
        _ => None,
    }
}

/// A map while it is read.
trait Growing<T>: Default {
    /// How many members it has.
    fn members(&self) -> usize;

    /// Makes room for one more member. Returns `false` where there is not enough memory left.
    fn grow(&mut self, place: &Place<'_>) -> bool;

    /// Adds a member. Of two with one key the last counts.
    fn put(&mut self, key: String, value: T);
}

impl<K: Key, T, S: BuildHasher + Default> Growing<T> for HashMap<K, T, S> {
    fn members(&self) -> usize {
        self.len()
    }

    /// Where there is no room, the map grows to twice its size.
    fn grow(&mut self, place: &Place<'_>) -> bool {
        let room = self.capacity();
        if self.len() < room {
            return true;
        }
        let larger = (2 * room).max(3);
        let is_left = place.take(hash_table::<(K, T)>(larger));
        if is_left {
            self.reserve(larger - room);
            place.give_back(hash_table::<(K, T)>(room));
        }
        is_left
    }

    fn put(&mut self, key: String, value: T) {
        self.insert(K::from(key), value);
    }
}

/// How many members a node of a `BTreeMap` has at least, and at most.
const LEAST: usize = 5;
const MOST: usize = 11;

impl<K: Key, T> Growing<T> for BTreeMap<K, T> {
    fn members(&self) -> usize {
        self.len()
    }

    /// Takes the memory of a node for every few members, and of its part of those above.
    fn grow(&mut self, place: &Place<'_>) -> bool {
        let leaf = heap(MOST * size_of::<(K, T)>() + 4 * size_of::<usize>());
        let above = leaf + (MOST + 1) * size_of::<usize>();
        !self.len().is_multiple_of(LEAST) || place.take(leaf + above / LEAST)
    }

    fn put(&mut self, key: String, value: T) {
        self.insert(K::from(key), value);
    }
}

struct MapVisitor<'p, M, T> {
    place: &'p Place<'p>,
    of: PhantomData<(M, T)>,
}

impl<'p, M, T> MapVisitor<'p, M, T> {
    fn new(place: &'p Place<'p>) -> Self {
        Self {
            place,
            of: PhantomData,
        }
    }
}

impl<'de, M: Growing<T>, T: Input> Visitor<'de> for MapVisitor<'_, M, T> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<M, A::Error> {
        let rules = self.place.rules();
        let (of_keys, of_items) = (self.place.without_rules(), rules.of_items());
        let mut map = M::default();
        while let Some(key) = from.next_key_seed(Seed::<String>::new(&of_keys))? {
            let place = self.place.key(&of_items, &key);
            let value = from.next_value_seed(Seed::new(&place))?;
            if !map.grow(self.place) {
                return Err(refused());
            }
            map.put(key, value);
            if let Err(Broken::TooLong(_)) = rules::length(rules, map.members()) {
                return Err(refused());
            }
        }
        match rules::length(rules, map.members()) {
            Ok(()) => Ok(map),
            Err(_) => Err(refused()),
        }
    }
}
