//! Streams: what a `#[stream]` method returns, and the usual helpers to make it.
//!
//! ```
//! # use fal_app::prelude::*;
//! # #[fal_app] #[derive(Default)] struct Writer;
//! # #[input] struct Prompt { prompt: String }
//! #[output]
//! struct Word {
//!     text: String,
//! }
//!
//! # #[endpoints]
//! # impl Writer {
//! #[stream("/stream")]
//! async fn words(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {
//!     let words: Vec<String> = input.prompt.split(' ').map(str::to_owned).collect();
//!     stream::iter(words.into_iter().map(|text| Ok(Word { text })))
//! }
//! # }
//! # fn main() -> Result<()> {
//! # let reply = fal_app::test::Client::<Writer>::start()?.post("/stream", &Prompt::required("one two"))?;
//! # assert_eq!(reply.body(), b"data: {\"text\": \"one\"}\n\ndata: {\"text\": \"two\"}\n\n");
//! # Ok(()) }
//! ```

pub use bytes::Bytes;
pub use futures_core::stream::BoxStream;
pub use futures_core::{Stream, TryStream};
pub use futures_util::stream::{
    StreamExt, TryStreamExt, empty, iter, once, poll_fn, repeat_with, try_unfold, unfold,
};
