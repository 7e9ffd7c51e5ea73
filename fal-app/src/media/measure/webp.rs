//! WebP (RFC 9649).

use crate::media::reader::Reader;

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// The size of a still picture, or the canvas of an animated one.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::at(bytes, 12)?;
    let mut canvas = None;
    loop {
        let kind = reader.array()?;
        let length = usize::try_from(reader.u32_le()?).ok()?;
        let chunk = Reader::new(reader.rest());
        match &kind {
            b"VP8 " => return same(lossy(chunk)?, canvas),
            b"VP8L" => return same(lossless(chunk)?, canvas),
            b"ANMF" => return canvas,
            b"VP8X" if canvas.is_none() => canvas = Some(extended(chunk)?),
            b"VP8X" => return None,
            _ => {}
        }
        // Chunks begin at even places.
        reader.skip(length.checked_next_multiple_of(2)?)?;
    }
}

/// A still picture is as large as its canvas.
fn same(size: (u32, u32), canvas: Option<(u32, u32)>) -> Option<(u32, u32)> {
    canvas.is_none_or(|canvas| canvas == size).then_some(size)
}

/// A key frame of VP8. The upper two bits of each side say how to scale the picture when it is shown, which nobody does.
fn lossy(mut chunk: Reader<'_>) -> Option<(u32, u32)> {
    let tag = chunk.u24_le()?;
    let is_key_frame = tag & 1 == 0;
    let is_shown = tag & 0x10 != 0;
    let begins = chunk.array()? == *b"\x9d\x01\x2a";
    let (width, height) = (chunk.u16_le()? & 0x3fff, chunk.u16_le()? & 0x3fff);
    (is_key_frame && is_shown && begins).then_some((width.into(), height.into()))
}

fn lossless(mut chunk: Reader<'_>) -> Option<(u32, u32)> {
    let begins = chunk.u8()? == 0x2f;
    let bits = chunk.u32_le()?;
    let version = bits >> 29;
    let (width, height) = ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    (begins && version == 0).then_some((width, height))
}

fn extended(mut chunk: Reader<'_>) -> Option<(u32, u32)> {
    let _flags = chunk.u32_le()?;
    let (width, height) = (chunk.u24_le()? + 1, chunk.u24_le()? + 1);
    // The format allows no more pixels.
    width.checked_mul(height).map(|_| (width, height))
}
