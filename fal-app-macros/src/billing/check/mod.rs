//! What refuses a `#[billable]`.

mod meter;
mod modifiers;
mod operand;
mod subject;

pub(crate) use meter::check;
pub(crate) use subject::Subject;
