//! GIF (87a and 89a).

use crate::media::reader::Reader;

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")
}

/// The size of the screen; where the first picture is larger than that, decoders make the screen as large.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::at(bytes, 6)?;
    let (width, height) = (reader.u16_le()?, reader.u16_le()?);
    let [flags, _, _] = reader.array()?;
    let has_colors = flags & 0x80 != 0;
    if has_colors {
        reader.skip(3 << ((flags & 7) + 1))?;
    }
    // Extensions may stand before the first picture.
    loop {
        match reader.u8()? {
            0x2c => break,
            0x21 => skip_extension(&mut reader)?,
            _ => return None,
        }
    }
    let [left, top, frame_width, frame_height] = [
        reader.u16_le()?,
        reader.u16_le()?,
        reader.u16_le()?,
        reader.u16_le()?,
    ]
    .map(u32::from);
    Some((
        u32::from(width).max(left + frame_width),
        u32::from(height).max(top + frame_height),
    ))
}

fn skip_extension(reader: &mut Reader<'_>) -> Option<()> {
    let _label = reader.u8()?;
    loop {
        match reader.u8()? {
            0 => return Some(()),
            length => reader.skip(length.into())?,
        }
    }
}
