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

use bytes::Bytes;
pub use fetched::Fetched;
pub use object::{AudioInput, FileInput, ImageInput, VideoInput};
pub use url::{AudioUrl, FileUrl, ImageUrl, VideoUrl};

/// The content type and the bytes of a data URI. `None` for any other text.
pub(crate) fn data_uri(uri: &str) -> Option<(&str, Bytes)> {
    data_uri::decode(data_uri::strip_scheme(uri)?)
}
