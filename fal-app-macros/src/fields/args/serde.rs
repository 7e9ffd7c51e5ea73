//! The `#[serde(…)]` words that are taken, by the place they stand in.

use syn::{LitStr, Path};

use super::field::text;
use crate::attribute::old_words::{Word, listed};
use crate::errors::{Errors, error};
use crate::fields::direction::Sides;
use crate::fields::rename::CASES;

/// Where a `#[serde(…)]` stands.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    pub(crate) sides: Sides,
    pub(crate) place: Place,
}

#[derive(Clone, Copy)]
pub(crate) enum Place {
    Struct,
    Enum,
    Field,
    Variant,
}

impl Site {
    /// The words that are taken there.
    fn words(self) -> &'static [&'static str] {
        match self.place {
            Place::Struct => &["rename", "rename_all"],
            Place::Enum => &["rename", "rename_all", "tag", "untagged"],
            Place::Variant => &["rename", "alias"],
            Place::Field if self.sides.input => &["rename", "alias"],
            Place::Field => &["rename", "alias", "serialize_with", "skip_serializing_if"],
        }
    }

    fn describe(self) -> &'static str {
        match (self.place, self.sides.input) {
            (Place::Struct, true) => "an input",
            (Place::Struct, false) => "an output",
            (Place::Enum, _) => "an enum",
            (Place::Variant, _) => "a variant",
            (Place::Field, true) => "a field of an input",
            (Place::Field, false) => "a field of an output",
        }
    }
}

/// What `#[serde(…)]` says.
#[derive(Default)]
pub(crate) struct Serde {
    pub(crate) rename: Option<LitStr>,
    pub(crate) rename_all: Option<String>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) untagged: Option<Word>,
    pub(crate) serialize_with: Option<Path>,
    pub(crate) skip_serializing_if: Option<Path>,
}

impl Serde {
    pub(crate) fn read(words: Vec<Word>, site: Site, errors: &mut Errors) -> Self {
        let mut serde = Self::default();
        for word in words {
            let read = serde_word_not_taken(&word, site).and_then(|()| serde.word(word));
            errors.take(read);
        }
        serde
    }

    fn word(&mut self, word: Word) -> syn::Result<()> {
        match word.text().as_str() {
            "rename" => self.rename = Some(text(&word, "rename = \"name\"")?),
            "alias" => self.aliases.push(text(&word, "alias = \"name\"")?),
            "rename_all" => {
                let case: LitStr = text(&word, "rename_all = \"camelCase\"")?;
                self.rename_all = Some(CASES.find(&case.value(), &case)?.to_owned());
            }
            "tag" => self.tag = Some(text(&word, "tag = \"type\"")?),
            "untagged" => {
                word.flag()?;
                self.untagged = Some(word);
            }
            "serialize_with" => self.serialize_with = Some(path(&word)?),
            _ => self.skip_serializing_if = Some(path(&word)?),
        }
        Ok(())
    }
}

fn path(word: &Word) -> syn::Result<Path> {
    let text = text(word, &format!("{} = \"path::to::function\"", word.text()))?;
    text.parse().map_err(|_| {
        error(
            &text,
            "this is not the path of a function",
            format_args!("write `{} = \"path::to::function\"`", word.text()),
        )
    })
}

/// serde has more words than can be kept the same in decoding, schema and answer.
fn serde_word_not_taken(word: &Word, site: Site) -> syn::Result<()> {
    let name = word.text();
    if site.words().contains(&name.as_str()) {
        return Ok(());
    }
    let help = match (name.as_str(), site.place) {
        ("default", Place::Field | Place::Struct) => {
            "write `#[field(default)]` or `#[field(default = …)]`".to_owned()
        }
        ("skip_serializing_if" | "serialize_with", Place::Field) => {
            "an input is read and written in one form; declare an output of its own".to_owned()
        }
        _ => format!("taken on {} are {}", site.describe(), listed(site.words())),
    };
    Err(error(
        &word.name,
        format_args!("`#[serde({name})]` is not taken on {}", site.describe()),
        help,
    ))
}
