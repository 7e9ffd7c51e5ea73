//! Data URIs (RFC 2397), read as Python's `urllib` reads them, by which fal's SDK fetches them.

use std::borrow::Cow;

use bytes::Bytes;
use percent_encoding::percent_decode;

use crate::media::base64;

/// The data of a data URI, without its scheme. `None` where a URI is not one.
pub(super) fn strip_scheme(uri: &str) -> Option<&str> {
    let uri = uri.trim_start_matches(|letter| letter <= ' ');
    let (scheme, rest) = uri.split_at_checked(5)?;
    scheme.eq_ignore_ascii_case("data:").then_some(rest)
}

/// The content type and the bytes of a data URI without its scheme. `None` where it has no comma, or its base64 has one
/// letter too many.
pub(super) fn decode(rest: &str) -> Option<(&str, Bytes)> {
    let (head, data) = rest.split_once(',')?;
    let (content_type, bytes) = match head.strip_suffix(";base64") {
        Some(content_type) => (content_type, decode_base64(data.as_bytes())?),
        None => (head, unquoted(data.as_bytes()).into_owned()),
    };
    let content_type = if content_type.is_empty() {
        "text/plain"
    } else {
        content_type
    };
    Some((content_type, Bytes::from(bytes)))
}

/// Nearly all are nothing but base64. Others may be percent-encoded, broken into lines, or padded too much.
fn decode_base64(data: &[u8]) -> Option<Vec<u8>> {
    base64::decode(data).or_else(|| base64::decode_any(&unquoted(data)))
}

/// A `%` without two digits behind it stands for itself.
fn unquoted(data: &[u8]) -> Cow<'_, [u8]> {
    percent_decode(data).into()
}
