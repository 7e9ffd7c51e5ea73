//! What refuses a `#[billable]`: one rule is one function, and one program of its name in `tests/ui/billing`.

mod billable;
mod modifiers;
mod operand;

pub(crate) use billable::check;
