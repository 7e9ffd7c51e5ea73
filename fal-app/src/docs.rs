//! The project's pages, for who reads this documentation away from the repository.
//!
//! | page | holds |
//! |---|---|
//! | [`publish`] | from an empty folder to a listed app, command by command |
//! | [`model`] | how a model becomes an app: weights, setup, batches, failures of the GPU, cold start |
//! | [`billing`] | what a request costs, to the last digit |
//! | [`pricing`] | from a too low price to a safe change, command by command |
//! | [`platform`] | what the platform does, with sources |
//! | [`from_python`] | apps of fal's Python SDK beside the same apps here |
//! | [`webhooks`] | how results are sent to a caller's server, and how that verifies them |
//! | [`scenarios`] | what calls must answer and cost, tested with faults on purpose |
//! | [`deviations`] | which requests are read otherwise than by fal's Python SDK |
//! | [`semver`] | what a version promises |

// A link of a page to another one is a file in the repository and a module here: the first definition counts.

#[doc = "[platform.md]: crate::docs::platform"]
#[doc = include_str!("../docs/billing.md")]
pub mod billing {}

#[doc = include_str!("../docs/deviations.md")]
pub mod deviations {}

#[doc = include_str!("../docs/from-python.md")]
pub mod from_python {}

#[doc = include_str!("../docs/model.md")]
pub mod model {}

#[doc = include_str!("../docs/platform.md")]
pub mod platform {}

#[doc = "[publish.md]: crate::docs::publish"]
#[doc = include_str!("../docs/pricing.md")]
pub mod pricing {}

#[doc = include_str!("../docs/publish.md")]
pub mod publish {}

#[doc = "[platform.md]: crate::docs::platform"]
#[doc = include_str!("../docs/scenarios.md")]
pub mod scenarios {}

#[doc = include_str!("../docs/semver.md")]
pub mod semver {}

#[doc = include_str!("../docs/webhooks.md")]
pub mod webhooks {}
