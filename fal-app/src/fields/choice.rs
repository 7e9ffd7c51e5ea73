//! Enums of unit variants.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

use super::read::refused;
use super::table::Choices;

/// Reads the name of a variant, as it is written: an alias is its variant's own name here.
///
/// # Errors
/// The deserializer's own.
pub fn read_choice<'de, D: Deserializer<'de>>(
    from: D,
    choices: &'static Choices,
) -> Result<&'static str, D::Error> {
    from.deserialize_str(ChoiceVisitor(choices))
}

struct ChoiceVisitor(&'static Choices);

impl Visitor<'_> for ChoiceVisitor {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a choice")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<&'static str, E> {
        self.0.find(value).ok_or_else(refused)
    }
}

impl Choices {
    /// The name of the variant that `value` names, itself or by an alias.
    #[must_use]
    pub fn find(&self, value: &str) -> Option<&'static str> {
        let mut aliases = self.aliases.iter();
        self.names
            .iter()
            .find(|name| **name == value)
            .or_else(|| {
                aliases
                    .find(|(alias, _)| *alias == value)
                    .map(|(_, name)| name)
            })
            .copied()
    }
}
