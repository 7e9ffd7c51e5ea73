//! A client for the tests of an app, and the tests of its billing. The client needs no port, and a request takes the same way through routes, decoding and billing
//! as in production.
//!
//! ```
//! # use fal_app::prelude::*;
//! # #[fal_app(auth = "shared")] #[derive(Default)] struct Painter;
//! # #[input] struct PaintInput { prompt: String, #[field(default = 1, ge = 1, le = 4)] num_images: u32 }
//! # #[endpoints] impl Painter {
//! #     #[endpoint("/")] #[billable(per_image)]
//! #     async fn paint(&self, input: PaintInput) -> Result<()> { let _ = input.prompt; Ok(()) }
//! # }
//! # fn main() -> Result<()> {
//! use fal_app::test::Client;
//! use serde_json::json;
//!
//! let client = Client::<Painter>::start()?;
//! let reply = client.post("/", &PaintInput::required("a fox"))?;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.units(), Some(BillableUnits::from(1)));
//!
//! let refused = client.post_json("/", json!({"prompt": "a fox", "num_images": 9}))?;
//! assert_eq!(refused.status(), 422);
//! assert_eq!(refused.units(), Some(BillableUnits::from(0)));
//!
//! // A string is the whole body, as it is.
//! let broken = client.post_json("/", r#"{"prompt": "#)?;
//! assert_eq!(broken.status(), 422);
//! # Ok(()) }
//! ```
//!
//! [`billing`] tests what the requests of an app cost, in one line.
//!
//! [`Client::stream`] reads a stream item by item, hangs up in the middle, and says what a deferred stream is charged.

mod billing;
mod client;
mod reply;
#[cfg(feature = "realtime")]
mod session;
mod stream_reply;

pub use crate::call::{FakeInput, FakeOutput};
pub use billing::{Billing, billing};
pub use client::{Client, Request};
pub use reply::Reply;
#[cfg(feature = "realtime")]
pub use session::Session;
pub use stream_reply::StreamReply;
