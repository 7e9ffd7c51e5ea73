//! Media in the answer itself, as data URIs (RFC 2397).

use serde_json::Value;

use crate::fields::{Attachment, MissingUrl, insert_urls};
use crate::media::base64;

impl Attachment {
    /// The URL of a medium that is answered itself.
    pub(super) fn data_uri(&self) -> String {
        let mut uri = self.head().into_bytes();
        base64::append(&self.bytes, &mut uri);
        // Base64 is always a text.
        String::from_utf8(uri).unwrap_or_default()
    }

    fn head(&self) -> String {
        format!("data:{};base64,", self.content_type)
    }

    /// Writes the data URI as a JSON string: base64 needs no escapes.
    fn write_data_uri(&self, json: &mut Vec<u8>) {
        let head = Value::String(self.head()).to_string();
        json.extend_from_slice(head.strip_suffix('"').unwrap_or(&head).as_bytes());
        base64::append(&self.bytes, json);
        json.push(b'"');
    }
}

/// Writes the media of an answer into its JSON.
pub(super) fn insert(json: &[u8], missing: &[MissingUrl]) -> Vec<u8> {
    /// More than what stands before the base64 of most media.
    const HEAD: usize = 64;
    let length = |url: &MissingUrl| base64::length(url.attachment.bytes.len()) + HEAD;
    let bytes = missing.iter().map(length).sum();
    let urls = missing.iter().map(|url| (url.at, &url.attachment));
    insert_urls(json, urls, bytes, Attachment::write_data_uri)
}
