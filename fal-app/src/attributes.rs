//! The eleven attributes. Each has its whole documentation in a file of its name: what it is, every word with its default
//! and range, an example that compiles, and what is refused.

#[doc = include_str!("attributes/billable.md")]
pub use fal_app_macros::billable;
#[doc = include_str!("attributes/endpoint.md")]
pub use fal_app_macros::endpoint;
#[doc = include_str!("attributes/endpoints.md")]
pub use fal_app_macros::endpoints;
#[doc = include_str!("attributes/example.md")]
pub use fal_app_macros::example;
#[doc = include_str!("attributes/fal_app.md")]
pub use fal_app_macros::fal_app;
#[doc = include_str!("attributes/input.md")]
pub use fal_app_macros::input;
#[doc = include_str!("attributes/output.md")]
pub use fal_app_macros::output;
// Its programs need the feature `realtime`.
#[cfg_attr(
    any(not(doctest), feature = "realtime"),
    doc = include_str!("attributes/realtime.md")
)]
pub use fal_app_macros::realtime;
#[doc = include_str!("attributes/setup.md")]
pub use fal_app_macros::setup;
#[doc = include_str!("attributes/stream.md")]
pub use fal_app_macros::stream;
#[doc = include_str!("attributes/teardown.md")]
pub use fal_app_macros::teardown;
