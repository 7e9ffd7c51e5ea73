//! What the page knows beside what the market knows.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::assets::Assets;
use super::runs::Runs;
use crate::declare::{AppDeclaration, EndpointDeclaration};

/// What the app declares, and the files of the page.
pub(super) struct Offer {
    pub(super) app: AppDeclaration,
    /// Without health checks.
    pub(super) endpoints: Vec<EndpointDeclaration>,
    pub(super) assets: Assets,
    pub(super) runs: Runs,
    /// Where the marketplace listens, as this machine reaches it.
    pub(super) listens: SocketAddr,
}

impl Offer {
    pub(super) fn new(
        app: AppDeclaration,
        mut endpoints: Vec<EndpointDeclaration>,
        listens: SocketAddr,
    ) -> Self {
        endpoints.retain(|endpoint| endpoint.health_check.is_none());
        Self {
            app,
            endpoints,
            assets: Assets::new(),
            runs: Runs::default(),
            listens: reached(listens),
        }
    }
}

/// Where this machine reaches what listens there.
fn reached(address: SocketAddr) -> SocketAddr {
    match address.ip().is_unspecified() {
        true => SocketAddr::new(
            match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            },
            address.port(),
        ),
        false => address,
    }
}
