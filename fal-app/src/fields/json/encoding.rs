//! The encodings of JSON, detected as Python's `json.detect_encoding` does.

use std::borrow::Cow;

/// The text in UTF-8. Half of a surrogate pair is three bytes, as with Python's `surrogatepass`. `None` where the bytes are
/// not text.
pub(super) fn decode(body: &[u8]) -> Option<Cow<'_, [u8]>> {
    match body {
        [0, 0, 0xfe, 0xff, rest @ ..] => utf_32(rest, u32::from_be_bytes),
        [0xff, 0xfe, 0, 0, rest @ ..] => utf_32(rest, u32::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        [0, 0, _, _, ..] => utf_32(body, u32::from_be_bytes),
        [0, _, _, _, ..] | [0, _] => utf_16(body, u16::from_be_bytes),
        [_, 0, 0, 0, ..] => utf_32(body, u32::from_le_bytes),
        [_, 0, _, _, ..] | [_, 0] => utf_16(body, u16::from_le_bytes),
        _ => utf_8(body),
    }
}

fn utf_8(body: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut rest = body;
    while let Err(error) = std::str::from_utf8(rest) {
        match rest.get(error.valid_up_to()..)? {
            [0xed, 0xa0..=0xbf, 0x80..=0xbf, after @ ..] => rest = after,
            _ => return None,
        }
    }
    Some(Cow::Borrowed(body))
}

fn utf_16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'_, [u8]>> {
    let (units, []) = body.as_chunks() else {
        return None;
    };
    let mut text = Vec::with_capacity(body.len());
    for decoded in char::decode_utf16(units.iter().map(|bytes| unit(*bytes))) {
        let code = decoded.map_or_else(|lone| lone.unpaired_surrogate().into(), u32::from);
        push(&mut text, code)?;
    }
    Some(Cow::Owned(text))
}

fn utf_32(body: &[u8], unit: fn([u8; 4]) -> u32) -> Option<Cow<'_, [u8]>> {
    let (units, []) = body.as_chunks() else {
        return None;
    };
    let mut text = Vec::with_capacity(body.len() / 2);
    for bytes in units {
        push(&mut text, unit(*bytes))?;
    }
    Some(Cow::Owned(text))
}

/// Adds a code point. `None` where the number is not one.
fn push(text: &mut Vec<u8>, code: u32) -> Option<()> {
    match char::from_u32(code) {
        Some(letter) => text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        None if code > 0xffff => return None,
        None => text.extend_from_slice(&[
            0xe0 | (code >> 12) as u8,
            0x80 | (code >> 6 & 0x3f) as u8,
            0x80 | (code & 0x3f) as u8,
        ]),
    }
    Some(())
}
