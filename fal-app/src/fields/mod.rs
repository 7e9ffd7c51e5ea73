//! Declared values: the const table of fields and its readers.

mod accepted;
mod aside;
mod attachment;
mod builder;
mod check;
mod constant;
mod decode;
mod default;
mod flatten;
mod from_literal;
mod json;
mod limits;
mod literal;
mod lookup;
mod match_quality;
pub(crate) mod media_url;
mod media_words;
mod message;
mod object;
#[cfg(feature = "realtime")]
pub(crate) mod packed;
mod pattern;
pub(crate) mod place;
mod read;
mod refusal;
mod rule_words;
pub(crate) mod rules;
pub(crate) mod schema;
mod stack;
mod suits;
mod table;
mod tree;
mod types;
mod union;
mod validate;
mod value;
mod walk;
mod writer;
mod written;

pub(crate) use accepted::read_by_table;
pub(crate) use attachment::{Attachment, MissingUrl, insert_urls};
pub use builder::{input, input_and_output, output, serialized};
#[cfg(feature = "realtime")]
pub(crate) use check::check_session_example;
pub(crate) use check::{check_answer, check_defaults, check_example, check_examples};
pub use constant::Constant;
pub(crate) use decode::Decoded;
#[cfg(feature = "realtime")]
pub(crate) use decode::decode_packed;
pub use decode::{Undecoded, decode, decode_by_table, decode_canonical};
pub use default::{DefaultOf, DefaultsOf, NoDeclaredDefaults, NoDefault, bare_default};
pub use flatten::{
    FlattenBoth, FlattenInput, FlattenOutput, Part, PartOf, count, join, part_of_both,
    part_of_input, part_of_output,
};
pub(crate) use from_literal::FromLiteral;
pub use from_literal::LiteralFor;
pub use literal::{Convertible, Literal, converted};
pub use lookup::{read_choice, refused};
pub(crate) use media_words::rules_of_media;
pub use object::Object;
pub use pattern::Pattern;
pub use place::Place;
pub use read::{NoSlots, Slot, read_object};
pub(crate) use refusal::Refusal;
pub(crate) use table::Default as FieldDefault;
pub(crate) use table::MediaKind;
pub(crate) use table::Rules;
pub use table::{
    Bound, Choices, DefaultValue, Field, Flattened, OneOf, Shape, Table, Ui, Union, Variant,
};
pub use tree::{Branch, Deepest, Depth, FieldTree, FieldsOf, NoTree, Tree, TreeOf};
pub(crate) use types::image_size;
pub use types::image_size::ImageSize;
pub use types::map::Key;
pub use union::{Held, Variants, read_union};
pub(crate) use validate::error_for_people;
pub use value::{Answer, Described, Fields, Input, InputAndOutput, InputFields, Output, Slots};
pub(crate) use walk::walk;
#[cfg(feature = "realtime")]
pub(crate) use writer::Packed;
pub use writer::Writer;
pub(crate) use writer::{NotJson, ObjectWriter};
pub use written::{Partial, Written};
