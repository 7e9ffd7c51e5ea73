//! Media that stand in an answer: what is uploaded, and the JSON whose URLs they lack until then.

use bytes::Bytes;

/// What is handed over.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: String,
    pub(crate) file_name: String,
}

/// A medium in JSON: its URL is missing there.
#[derive(Debug)]
pub(crate) struct Hole {
    /// The index of the byte before which the URL belongs.
    pub(crate) at: usize,
    pub(crate) parcel: Parcel,
}

/// Puts the URLs, in the order of their places, where they belong.
///
/// # Errors
/// None: a string is always JSON.
pub(crate) fn splice(
    json: &[u8],
    urls: impl Iterator<Item = (usize, String)>,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut whole = Vec::with_capacity(json.len());
    let mut done = 0;
    for (at, url) in urls {
        whole.extend_from_slice(json.get(done..at).unwrap_or_default());
        serde_json::to_writer(&mut whole, &url)?;
        done = at;
    }
    whole.extend_from_slice(json.get(done..).unwrap_or_default());
    Ok(whole)
}
