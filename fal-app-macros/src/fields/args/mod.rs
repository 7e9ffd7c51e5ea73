//! What the attributes of a type, its fields and its variants say, as it is written.

mod attributes;
mod field;
mod serde;

pub(super) use attributes::{Attributes, derives_serde};
pub(super) use field::{DefaultArg, FieldArgs, Number, Scalar, UiArg, UiArgs};
pub(super) use serde::{Case, EnumSerde, FieldSerde, StructSerde, VariantSerde};
