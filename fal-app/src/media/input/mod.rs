//! Media that callers send: the URL or data URI of a picture, a video, a sound or a file.
//!
//! Whatever else a caller says about a medium is a claim. It is checked as the SDK checks it, then forgotten: nothing here
//! can be metered (`docs/billing.md` §1.7).

mod data_uri;
mod fetch;
mod fetched;
mod object;
mod refused;
mod sent;
mod source;
mod url;

pub(super) use data_uri::bytes as data_uri_bytes;
pub use fetched::Fetched;
pub use object::{AudioInput, FileInput, ImageInput, VideoInput};
pub use url::{AudioUrl, FileUrl, ImageUrl, VideoUrl};
