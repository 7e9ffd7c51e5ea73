//! The words of `#[billable(…)]` as they are written.

use darling::FromMeta;

use crate::attribute::{Given, Operand, Text};

/// What stands behind the meter.
#[derive(Default, FromMeta)]
pub(super) struct ModifierArgs {
    pub(super) times: Option<Given<Operand>>,
    pub(super) min: Option<Given<Operand>>,
    pub(super) max: Option<Given<Operand>>,
    pub(super) unit: Option<Given<Text>>,
}
