//! PNG (ISO/IEC 15948).

use crate::media::reader::Reader;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The size stands in the chunk `IHDR`. It comes first by the standard, but Apple's tools write `CgBI` before it.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::at(bytes, SIGNATURE.len())?;
    let mut size = None;
    loop {
        let length = usize::try_from(reader.u32_be()?).ok()?;
        let chunk = reader;
        match &reader.array::<4>()? {
            b"IHDR" if size.is_none() && length == 13 => size = Some(header(chunk)?),
            b"IHDR" | b"IEND" => return None,
            // Here the pixels begin.
            b"IDAT" => return size,
            _ => {}
        }
        let checksum = 4;
        reader.skip(length.checked_add(checksum)?)?;
    }
}

/// Reads an `IHDR`, from its name to its checksum.
fn header(mut chunk: Reader<'_>) -> Option<(u32, u32)> {
    let checked = chunk.take(4 + 13)?;
    if chunk.u32_be()? != crc32(checked) {
        return None;
    }
    let mut reader = Reader::at(checked, 4)?;
    let size = (reader.u32_be()?, reader.u32_be()?);
    let [depth, color, compression, filter, interlace] = reader.array()?;
    let is_color = match color {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    let is_known = is_color && compression == 0 && filter == 0 && interlace < 2;
    (is_known && size.0 <= i32::MAX.cast_unsigned() && size.1 <= i32::MAX.cast_unsigned())
        .then_some(size)
}

/// Bit by bit: 17 bytes need no table.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let is_odd = crc & 1 == 1;
            crc = (crc >> 1) ^ if is_odd { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}
