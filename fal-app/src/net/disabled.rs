//! What stands for the network in an app that was built without it.

use super::{Failure, Incoming, Limits, Outgoing, Reach, Url};

/// Sends one request.
///
/// # Errors
/// The missing feature.
pub(crate) async fn exchange(_: &Outgoing, _: Reach, _: Limits) -> Result<Incoming, Failure> {
    Err(Failure::NoFeature)
}

/// Fetches what a caller named.
///
/// # Errors
/// The missing feature.
pub(crate) async fn get(_: Url, _: Limits, _: Option<&Url>) -> Result<Incoming, Failure> {
    Err(Failure::NoFeature)
}
