//! BMP, of Windows and of OS/2.

use crate::media::reader::Reader;

/// Where the header of the bitmap begins, which says its own length first.
const HEADER: usize = 14;

/// The compressions under which a whole file of another format stands for the rows.
const JPEG: u32 = 4;
const PNG: u32 = 5;

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
}

/// Two letters are no proof, so the header must be one that some version of the format has. A negative height says
/// that the rows are stored from top to bottom.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::at(bytes, HEADER)?;
    let length = reader.u32_le()?;
    // All of the header must be there.
    bytes.get(..HEADER.checked_add(usize::try_from(length).ok()?)?)?;
    match length {
        // OS/2 1.x
        12 => {
            let (width, height) = (reader.u16_le()?, reader.u16_le()?);
            let (_planes, bits) = (reader.u16_le()?, reader.u16_le()?);
            let is_bitmap = matches!(bits, 1 | 2 | 4 | 8 | 16 | 24 | 32);
            is_bitmap.then_some((width.into(), height.into()))
        }
        // OS/2 2.x may be cut after any field; Windows 3, 4 and 5.
        16..=64 | 108 | 124 => {
            let (width, height) = (reader.i32_le()?, reader.i32_le()?);
            let (_planes, bits) = (reader.u16_le()?, reader.u16_le()?);
            let is_file = matches!(reader.u32_le(), Some(JPEG | PNG));
            let is_bitmap = match bits {
                0 => is_file,
                1 | 2 | 4 | 8 | 16 | 24 | 32 | 64 => true,
                _ => false,
            };
            let width = u32::try_from(width).ok()?;
            is_bitmap.then_some((width, height.unsigned_abs()))
        }
        _ => None,
    }
}
