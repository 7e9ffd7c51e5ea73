//! What the page knows beside what the market knows.

use super::assets::Assets;
use crate::declare::{AppDeclaration, EndpointDeclaration};

/// What the app declares, and the files of the page.
pub(super) struct Offer {
    pub(super) app: AppDeclaration,
    /// Without health checks.
    pub(super) endpoints: Vec<EndpointDeclaration>,
    pub(super) assets: Assets,
}

impl Offer {
    pub(super) fn new(app: AppDeclaration, mut endpoints: Vec<EndpointDeclaration>) -> Self {
        endpoints.retain(|endpoint| endpoint.health_check.is_none());
        Self {
            app,
            endpoints,
            assets: Assets::new(),
        }
    }
}
