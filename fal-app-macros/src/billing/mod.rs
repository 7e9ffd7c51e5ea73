//! `#[billable(…)]`: what an endpoint costs.

mod args;
mod check;
mod describe;
mod expand;
mod known;
mod model;
mod operand_scan;

pub(crate) use check::check as billing;
pub(crate) use model::{Billing, Subject};
pub(crate) use operand_scan::reads;
