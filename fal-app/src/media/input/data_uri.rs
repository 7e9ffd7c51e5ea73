//! Data URIs (RFC 2397).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

/// Padding may be missing, as in what browsers make.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The type and the bytes of a data URI; `None` when it is none, or its bytes are not what it says.
pub(super) fn decode(uri: &str) -> Option<(&str, Bytes)> {
    let (head, data) = uri.strip_prefix("data:")?.split_once(',')?;
    let (content_type, bytes) = match head.strip_suffix(";base64") {
        Some(content_type) if data.contains('%') => (content_type, base64(&percent(data)?)?),
        Some(content_type) => (content_type, base64(data.as_bytes())?),
        None => (head, percent(data)?),
    };
    let content_type = if content_type.is_empty() {
        "text/plain"
    } else {
        content_type
    };
    Some((content_type, Bytes::from(bytes)))
}

fn base64(text: &[u8]) -> Option<Vec<u8>> {
    if text.iter().any(u8::is_ascii_whitespace) {
        let dense: Vec<u8> = text
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        return BASE64.decode(dense).ok();
    }
    BASE64.decode(text).ok()
}

fn percent(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            let digits = str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(uri: &str) -> Option<(&str, Vec<u8>)> {
        decode(uri).map(|(content_type, bytes)| (content_type, bytes.to_vec()))
    }

    #[test]
    fn the_type_and_the_bytes_come_out() {
        let read = [
            (
                "data:image/png;base64,iVBORw0KGgo=",
                "image/png",
                &b"\x89PNG\r\n\x1a\n"[..],
            ),
            (
                "data:image/png;base64,iVBORw0KGgo",
                "image/png",
                b"\x89PNG\r\n\x1a\n",
            ),
            ("data:a/b;base64,aG\nk=", "a/b", b"hi"),
            ("data:a/b;base64,aGk%3D", "a/b", b"hi"),
            (
                "data:text/plain;charset=utf-8,a%20b",
                "text/plain;charset=utf-8",
                b"a b",
            ),
            ("data:,hi", "text/plain", b"hi"),
            ("data:;base64,", "text/plain", b""),
        ];
        for (uri, content_type, bytes) in read {
            assert_eq!(decoded(uri), Some((content_type, bytes.to_vec())), "{uri}");
        }
    }

    #[test]
    fn what_is_broken_has_no_bytes() {
        for uri in [
            "data:",
            "data:image/png;base64",
            "data:a/b;base64,***",
            "data:,%",
            "data:,%zz",
            "http://a/,b",
        ] {
            assert_eq!(decoded(uri), None, "{uri}");
        }
    }
}
