//! The attributes of a type, of its fields and of its variants, as they are written.

mod attributes;
mod field;
mod serde;

pub(super) use attributes::{Attributes, derives_serde};
pub(super) use field::{
    DefaultArg, FieldArgs, Number, RuleArgs, Scalar, UiArg, UiArgs, VariantArgs,
};
pub(super) use serde::{Case, EnumSerde, FieldSerde, StructSerde, VariantSerde};
