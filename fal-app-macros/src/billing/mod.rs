//! `#[billable(…)]`: what an endpoint costs.

mod args;
mod check;
mod expand;
mod model;
mod operand_scan;
mod units;

use crate::errors::Errors;
use crate::syntax::impl_block::Mark;

pub(crate) use check::Subject;
pub(crate) use model::{Billing, Formula};
pub(crate) use operand_scan::reads;

/// The billing that one `#[billable]` declares, unless something in it is wrong.
pub(crate) fn billing(mark: &Mark, subject: &Subject<'_>, errors: &mut Errors) -> Option<Billing> {
    check::check(&args::parse(mark, errors)?, subject, errors)
}
