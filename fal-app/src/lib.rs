// Where the README's links lead in this documentation. In the repository they lead to files: the first definition of a
// link counts.
#![cfg_attr(not(doctest), doc = include_str!("links.md"))]
// Its first program needs the feature `image`.
#![cfg_attr(
    any(not(doctest), feature = "image"),
    doc = include_str!("../README.md")
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code uses the path `::fal_app`, which must exist inside of this crate too.
extern crate self as fal_app;

#[doc(hidden)]
pub mod __private;
mod app;
mod attributes;
mod billing;
mod call;
mod checksum;
mod command;
mod context;
mod declare;
#[cfg(feature = "dev")]
mod dev;
#[cfg(doc)]
pub mod docs;
mod error;
mod fields;
mod media;
mod net;
mod one_line;
mod openapi;
mod program;
mod requests;
mod server;
pub mod stream;
mod task;
pub mod test;
mod thread_safe;
mod units;
#[cfg(any(feature = "dev", feature = "realtime"))]
mod websocket;

use std::process::ExitCode;

pub use app::App;
pub use attributes::{
    billable, endpoint, endpoints, example, fal_app, input, output, realtime, setup, stream,
    teardown,
};
pub use billing::{Amount, Billed, Count, Dimensions, Seconds, Text};
pub use context::RequestContext;
pub use error::{Error, Location, Result, Segment};
pub use fields::{ImageSize, Input, Output};
pub use media::{
    Audio, AudioInput, AudioUrl, Fetched, File, FileInput, FileUrl, Image, ImageInput, ImageUrl,
    IntoBytes, OutputMedia, Video, VideoInput, VideoUrl,
};
pub use units::{BillableUnits, UnitsError};

/// The `image` crate: pixels, and the formats of pictures.
#[cfg(feature = "image")]
pub use image;

/// Any JSON: the type of `serde_json`. It is an alias, because a re-export would make rustc call `String` by its whole path
/// in messages, as the enum has a variant of that name.
pub type Value = serde_json::Value;

/// Bytes, which clones share: in a session a field of them is binary, and a part of its message that is not copied. In
/// JSON it is a text, which stands for its bytes in UTF-8.
pub use bytes::Bytes;

/// Any value of MessagePack, which a session may take and answer: the type of `rmpv`. It holds bytes, extensions and maps
/// with other keys than texts too; [`Value`] holds what JSON can. It is an alias for the same reason.
#[cfg(feature = "realtime")]
pub type MessagePackValue = rmpv::Value;

/// Runs the command of the app. Without arguments it serves; `--help` lists the other commands.
///
/// ```no_run
/// # use fal_app::prelude::*;
/// # #[fal_app] #[derive(Default)] struct Painter;
/// # #[endpoints] impl Painter { #[endpoint("/")] async fn paint(&self) -> Result<()> { Ok(()) } }
/// fn main() -> ExitCode {
///     fal_app::main::<Painter>()
/// }
/// ```
#[must_use = "it is what `main` returns: `fn main() -> ExitCode`"]
pub fn main<A: App>() -> ExitCode {
    command::run(program::Program::of::<A>())
}

/// All that an app usually needs: `use fal_app::prelude::*;`.
pub mod prelude {
    pub use std::process::ExitCode;

    pub use crate::stream::Stream;
    pub use crate::{
        Amount, Audio, AudioInput, AudioUrl, BillableUnits, Billed, Count, Dimensions, Error, File,
        FileInput, FileUrl, Image, ImageInput, ImageSize, ImageUrl, RequestContext, Result,
        Seconds, Text, Value, Video, VideoInput, VideoUrl,
    };
    pub use crate::{
        billable, endpoint, endpoints, example, fal_app, input, output, realtime, setup, stream,
        teardown,
    };
}
