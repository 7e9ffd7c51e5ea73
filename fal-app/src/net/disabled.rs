//! The network of an app that was built without the feature `https`: every call is an error.

use super::{Failure, Incoming, Limits, Outgoing, Reach, Url};

/// Sends no request.
///
/// # Errors
/// Always: the feature is missing.
pub(crate) async fn exchange(_: &Outgoing, _: Reach, _: Limits) -> Result<Incoming, Failure> {
    Err(Failure::NoFeature)
}

/// Fetches nothing.
///
/// # Errors
/// Always: the feature is missing.
pub(crate) async fn get(_: Url, _: Limits, _: Option<&Url>) -> Result<Incoming, Failure> {
    Err(Failure::NoFeature)
}
