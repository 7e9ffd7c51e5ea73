//! Refuses wrong billing. Each rule is a function, and has a program of its name in `tests/ui/billing`.

mod billable;
mod modifiers;
mod operand;

pub(crate) use billable::check;
