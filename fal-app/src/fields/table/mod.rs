//! The const table of fields: what one `#[input]` or `#[output]` declares, as data.
//!
//! Decoding's second reading, refusals, the schema, the quote's bounds, `check` and the playground's
//! form read this table and nothing else.

mod rules;

use std::sync::OnceLock;

use serde_json::Value;

use super::writer::Writer;
use crate::units::BillableUnits;

pub(crate) use rules::Rules;
pub use rules::{Bound, OneOf};

/// What a value looks like on the wire.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// A string. Not named `String`: rustc's messages would then call the type by its whole path.
    Text,
    /// A string that says where a medium of this kind is. Any string: what is not a URL is refused when it is fetched.
    MediaUrl(MediaKind),
    /// A string that stands for its bytes in UTF-8: pydantic's `bytes`.
    Bytes,
    /// A boolean.
    Boolean,
    /// A whole number between the bounds of its Rust type, both included.
    Integer {
        /// The least value of the Rust type.
        min: i128,
        /// The greatest value of the Rust type.
        max: i128,
    },
    /// A number with a fraction; `single` for `f32`.
    Number {
        /// Whether the Rust type is `f32`.
        single: bool,
    },
    /// Any JSON: `fal_app::Value`.
    Any,
    /// `null`, the output of `()`.
    Null,
    /// The value or `null`.
    Optional(&'static Shape),
    /// A list of values of one shape.
    List(&'static Shape),
    /// An object with any names, whose values are of one shape: a map.
    Map(&'static Shape),
    /// A list of so many values, each of its own shape: a tuple or an array.
    Tuple(&'static [Shape]),
    /// A struct with named fields. A function, so that a type may hold itself.
    Object(fn() -> &'static Table),
    /// An enum of unit variants.
    Choice(fn() -> &'static Choices),
    /// An enum whose variants hold other types.
    Union(fn() -> &'static Union),
    /// `ImageSize`: an object of width and height, or the name of a preset.
    ImageSize,
    /// A medium that is sent: an object of the fields of its kind, or a URL or data URI alone, which is the first of them.
    Medium(MediaKind, fn() -> &'static Table),
}

/// The kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A sound.
    Audio,
    /// A file of any type.
    File,
}

impl MediaKind {
    /// That of `image/png` or the like; `None` of a type that is no picture, video or sound.
    pub(crate) fn of_content_type(content_type: &str) -> Option<Self> {
        match content_type.split('/').next()? {
            "image" => Some(Self::Image),
            "video" => Some(Self::Video),
            "audio" => Some(Self::Audio),
            _ => None,
        }
    }

    /// The playground's widget for it (`docs/platform.md` §3).
    pub(crate) const fn widget(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }

    /// The words before `_url` by which the playground knows the URL of one (`docs/platform.md` §3).
    pub(crate) const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Image => &["image", "mask"],
            Self::Video => &["video"],
            Self::Audio => &["audio"],
            Self::File => &["file", "model", "data", "archive"],
        }
    }
}

/// The fields of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The Rust name of the type, which is its name in the document.
    pub name: &'static str,
    /// The doc comment of the type.
    pub doc: &'static str,
    /// The fields in the order of declaration.
    pub fields: &'static [&'static Field],
    /// The structs whose fields are among these, by `#[serde(flatten)]`.
    pub flattened: &'static [Flattened],
    /// The medium that the object stands for, where it is one.
    pub medium: Option<MediaKind>,
}

impl Table {
    /// The fields of a struct.
    #[must_use]
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        fields: &'static [&'static Field],
    ) -> Self {
        Self {
            name,
            doc,
            fields,
            flattened: &[],
            medium: None,
        }
    }
}

/// A struct whose fields another one has.
#[derive(Clone, Copy, Debug)]
pub struct Flattened {
    /// The name in Rust of the field that holds it.
    pub ident: &'static str,
    /// The struct.
    pub shape: Shape,
}

impl Flattened {
    fn holds(&self, field: &Field) -> bool {
        let Shape::Object(table) = self.shape else {
            return false;
        };
        let mut fields = table().fields.iter();
        fields.any(|one| std::ptr::eq(*one, field))
    }
}

impl Table {
    /// With structs whose fields are among its own.
    #[must_use]
    pub const fn flattened(self, flattened: &'static [Flattened]) -> Self {
        Self { flattened, ..self }
    }

    /// The struct of that name in Rust, whose fields are here.
    pub(crate) fn part(&self, ident: &str) -> Option<&'static Flattened> {
        self.flattened.iter().find(|part| part.ident == ident)
    }

    /// The field of that name in Rust, which is not one of another struct.
    pub(crate) fn own(&self, ident: &str) -> Option<&'static Field> {
        let mut named = self.fields.iter().filter(|field| field.ident == ident);
        let is_own = |field: &&&Field| !self.flattened.iter().any(|part| part.holds(field));
        named.find(is_own).copied()
    }
}

/// The unit variants of an enum.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    /// The Rust name of the type.
    pub name: &'static str,
    /// The doc comment of the type.
    pub doc: &'static str,
    /// The names on the wire, in the order of declaration; aliases are accepted, never written.
    pub names: &'static [&'static str],
    /// Pairs of an alias and the name that it stands for.
    pub aliases: &'static [(&'static str, &'static str)],
    /// What each counts as in an operand of `#[billable]`, in the same order; empty where none says it.
    pub amounts: &'static [BillableUnits],
}

/// The variants of an enum that holds other types.
#[derive(Clone, Copy, Debug)]
pub struct Union {
    /// The Rust name of the type.
    pub name: &'static str,
    /// The doc comment of the type.
    pub doc: &'static str,
    /// `Some(tag)` for `#[serde(tag = "…")]`: the field that names the variant. `None` for `#[serde(untagged)]`.
    pub tag: Option<&'static str>,
    /// The variants in the order of declaration.
    pub variants: &'static [Variant],
}

/// One variant of a [`Union`], which holds one value.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// The name on the wire.
    pub name: &'static str,
    /// The value it holds.
    pub shape: Shape,
}

/// One field: its name, doc, rules, default and shape.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name in Rust, by which an operand of `#[billable]` reads it.
    pub ident: &'static str,
    /// The name on the wire.
    pub name: &'static str,
    /// Other names that are accepted.
    pub aliases: &'static [&'static str],
    /// The doc comment.
    pub doc: &'static str,
    /// The title, where it is not made from the name.
    pub title: Option<&'static str>,
    /// What the value looks like.
    pub shape: Shape,
    /// What the value must obey.
    pub rules: Rules,
    /// What an absent field is. `None` and no `Optional` shape: the field is required.
    pub default: Option<Default>,
    /// Example values for the document, as a JSON list.
    pub examples: Option<fn(&mut Writer)>,
    /// Whether forms leave it out.
    pub hidden: bool,
    /// Whether callers should no longer send it, or read it.
    pub deprecated: bool,
    /// Hints for the playground.
    pub ui: Ui,
}

/// What an absent field is.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// The same for every request of a process: `default`, `default = EXPR`.
    Value(fn() -> &'static DefaultValue),
    /// Made anew for each request: `default_factory = EXPR`. The document and the quote say nothing of it.
    Factory,
}

/// A default that is data: evaluated at its first use (`docs/billing.md` §1.9).
#[derive(Debug)]
pub struct DefaultValue {
    /// The Rust name of the struct.
    pub(super) table: &'static str,
    pub(super) field: &'static Field,
    /// Evaluates it and writes it as a caller would send it.
    pub(super) write: fn(&mut Writer),
    /// The error says what is wrong with it.
    pub(super) evaluated: OnceLock<Result<DefaultJson, String>>,
}

/// A default that obeys the rules of its field.
#[derive(Debug)]
pub(super) struct DefaultJson {
    /// As a caller would send it.
    pub(super) sent: String,
    /// As the table writes what is sent.
    pub(super) canonical: String,
}

/// Hints for the platform's playground (`docs/platform.md` §3).
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    /// The widget: `image`, `video`, `audio`, `file`, `textarea`, `seed`, …
    pub field: Option<&'static str>,
    /// Whether the field is shown before the others.
    pub important: bool,
    /// A line of help.
    pub hint: Option<&'static str>,
}

impl Choices {
    /// The name of the variant that `name` stands for, itself or as an alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static str> {
        let own = self.names.iter().find(|own| **own == name);
        let aliased = || self.aliases.iter().find(|(alias, _)| *alias == name);
        own.or_else(|| aliased().map(|(_, own)| own)).copied()
    }
}

impl Union {
    /// The variant of that name.
    pub(super) fn find(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }
}

impl Table {
    /// The field that a member of that name is, by its name on the wire or an alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static Field> {
        let mut fields = self.fields.iter().copied();
        fields.find(|field| field.is_named(name))
    }
}

impl Field {
    /// Whether it is called so on the wire.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// The values that its author names, as a caller sends them: its examples, and its default.
    pub(crate) fn named_values(&self) -> Vec<Value> {
        let written = |write: fn(&mut Writer)| {
            let mut writer = Writer::request();
            write(&mut writer);
            serde_json::from_slice::<Vec<Value>>(&writer.finish().ok()?).ok()
        };
        let mut values = self.examples.and_then(written).unwrap_or_default();
        values.extend(self.default_value());
        values
    }

    /// Its default, as a caller sends it, where it is data.
    pub(crate) fn default_value(&self) -> Option<Value> {
        match self.default {
            Some(Default::Value(default)) => default().json(),
            Some(Default::Factory) | None => None,
        }
    }

    /// Whether a caller must send it.
    #[must_use]
    pub const fn required(&self) -> bool {
        self.default.is_none() && !matches!(self.shape, Shape::Optional(_))
    }
}
