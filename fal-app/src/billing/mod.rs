//! Billing: what an endpoint declares, what is measured of a request, and what it costs.

mod between;
mod billed;
mod bounds;
mod ceiling;
mod charge;
mod constant;
mod describe;
mod evaluate;
mod failure;
mod known;
mod measurable;
mod measure;
mod meter;
mod meter_table;
mod operand_bounds;
mod operand_kind;
mod operand_rules;
mod operands;
mod price;
mod quote;
mod recorded;
mod total;
mod values;

pub use billed::Billed;
pub(crate) use bounds::Bounds;
pub(crate) use ceiling::{CEILING, Ceiling};
pub use constant::{NoRange, RangeOf};
pub use known::{Function, Known};
pub use measure::{Amount, Count, Dimensions, Pictures, Seconds, Text};
pub use meter::{Billing, Meter, Operand};
pub(crate) use operand_kind::Read;
pub use operands::Operands;
pub(crate) use price::Price;
pub(crate) use recorded::{Recorded, Variable};
pub(crate) use total::Total;
