//! `#[billable(…)]`: what an endpoint costs.

mod check;
mod expand;
mod model;
mod modifiers;
mod operand;
mod parse;
mod reads;
mod units;

use crate::errors::Errors;
use crate::item::Mark;

pub(crate) use check::Subject;
pub(crate) use model::{Billing, Formula};
pub(crate) use reads::reads;

/// The billing that one `#[billable]` declares, unless something in it is wrong.
pub(crate) fn billing(mark: &Mark, subject: &Subject<'_>, errors: &mut Errors) -> Option<Billing> {
    check::check(&parse::parse(mark, errors)?, subject, errors)
}
