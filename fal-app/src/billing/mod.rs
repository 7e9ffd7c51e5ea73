//! Billing: exact units, what is measured, and what an endpoint declares.

mod billed;
mod bounds;
mod charge;
mod declaration;
mod default_value;
mod describe;
mod measure;
mod operands;
mod reach;
mod units;

pub use billed::Billed;
pub use bounds::Bounds;
pub use declaration::{Billing, Expression, Meter, Operand};
pub use measure::{Amount, Count, Dimensions, Pictures, Seconds, Text};
pub use operands::{Operands, Read};
pub use units::{BillableUnits, UnitsError};
