//! What a method may know of its request.

/// The request that a method works for.
#[derive(Debug, Default)]
pub struct RequestContext {}
