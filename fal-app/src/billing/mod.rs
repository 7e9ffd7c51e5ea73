//! Billing: exact units, what is measured, and what an endpoint declares.

pub mod measure;
pub mod meter;
pub mod units;

pub use measure::{Amount, Count, Dimensions, Pictures, Seconds, Text};
pub use meter::{Billing, Bounds, Expression, Meter, Operand, Operands, Read};
pub use units::{BillableUnits, Billed};
