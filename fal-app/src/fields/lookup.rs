//! Names in JSON: of fields, of variants, of choices.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::table::Choices;

/// The error of the first reading. Nobody reads its text: the second reading says what is wrong.
pub fn refused<E: Error>() -> E {
    E::custom("not canonical")
}

/// Reads a name and returns what it stands for. An unknown name is an error.
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

/// Reads a choice: the name of a unit variant, or one of its aliases. Returns the name.
///
/// # Errors
/// It is not a name of one of the variants.
pub fn read_choice<'de, D: Deserializer<'de>>(
    from: D,
    choices: &'static Choices,
) -> Result<&'static str, D::Error> {
    Lookup(|name: &str| choices.find(name)).deserialize(from)
}
