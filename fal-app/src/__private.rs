//! What generated code names and people do not.

pub use crate::app::*;
pub use crate::billing::*;
pub use crate::call::*;
pub use crate::context::*;
pub use crate::declare::*;
pub use crate::error::*;
pub use crate::fields::*;
pub use crate::task::*;
pub use crate::units::*;
pub use serde::de::{Deserializer, MapAccess};
