//! Strings that name something: a field, a variant, a choice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::table::Choices;

/// The refusal of the one pass; nobody reads its words.
pub fn refused<E: Error>() -> E {
    E::custom("not canonical")
}

/// Reads a string and gives what it names. A name of nothing is refused.
pub(super) struct Lookup<F>(pub(super) F);

impl<'de, R, F: FnOnce(&str) -> Option<R>> DeserializeSeed<'de> for Lookup<F> {
    type Value = R;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<R, D::Error> {
        from.deserialize_str(self)
    }
}

impl<R, F: FnOnce(&str) -> Option<R>> Visitor<'_> for Lookup<F> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<R, E> {
        (self.0)(name).ok_or_else(refused)
    }
}

/// Reads the name of a variant of an enum of unit variants: its own, or an alias, which stands for its own.
///
/// # Errors
/// The deserializer's own.
pub fn read_choice<'de, D: Deserializer<'de>>(
    from: D,
    choices: &'static Choices,
) -> Result<&'static str, D::Error> {
    Lookup(|name: &str| choices.find(name)).deserialize(from)
}
