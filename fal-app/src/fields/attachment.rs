//! Media in an answer: what is uploaded, and the JSON that lacks their URLs until then.

use bytes::Bytes;

/// The bytes of a medium that an answer holds, and what its callers are told about them.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: String,
    pub(crate) file_name: String,
}

/// A medium of which JSON lacks the URL.
#[derive(Debug)]
pub(crate) struct MissingUrl {
    /// The index of the byte before which the URL belongs, as a JSON string.
    pub(crate) at: usize,
    pub(crate) attachment: Attachment,
}

/// Writes URLs into JSON. They come in the order of their places, and are about so many bytes together.
pub(crate) fn insert_urls<U>(
    json: &[u8],
    urls: impl Iterator<Item = (usize, U)>,
    bytes: usize,
    write: impl Fn(U, &mut Vec<u8>),
) -> Vec<u8> {
    let mut whole = Vec::with_capacity(json.len() + bytes);
    let mut done = 0;
    for (at, url) in urls {
        whole.extend_from_slice(json.get(done..at).unwrap_or_default());
        write(url, &mut whole);
        done = at;
    }
    whole.extend_from_slice(json.get(done..).unwrap_or_default());
    whole
}
