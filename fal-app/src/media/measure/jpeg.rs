//! JPEG (ITU-T T.81).

use crate::media::reader::Reader;

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

/// The size stands in the header of the frame, `SOF`, before the first scan.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::at(bytes, 2)?;
    let mut size = None;
    loop {
        match marker(&mut reader)? {
            // Here the pixels begin.
            0xda => return size,
            // Start and end of an image: an image within an image is in a segment of its own, which was skipped.
            0xd8 | 0xd9 => return None,
            // Every kind of frame; between them `DHT`, `JPG` and `DAC` are something else.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let read = frame(segment(&mut reader)?)?;
                if size.is_some() {
                    return None;
                }
                size = Some(read);
            }
            // These have no segment.
            0x01 | 0xd0..=0xd7 => {}
            _ => {
                segment(&mut reader)?;
            }
        }
    }
}

/// The next marker. Any number of `FF` may stand before it. Every decoder skips other bytes between segments, which old
/// cameras and editors left there.
pub(in crate::media) fn marker(reader: &mut Reader<'_>) -> Option<u8> {
    loop {
        while reader.u8()? != 0xff {}
        let mut marker = reader.u8()?;
        while marker == 0xff {
            marker = reader.u8()?;
        }
        if marker != 0 {
            return Some(marker);
        }
    }
}

/// The content of a segment, which says its own length first.
pub(in crate::media) fn segment<'b>(reader: &mut Reader<'b>) -> Option<&'b [u8]> {
    let length = usize::from(reader.u16_be()?);
    reader.take(length.checked_sub(2)?)
}

/// A height of 0 is only known behind the pixels (`DNL`): that is not certain.
fn frame(segment: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::new(segment);
    let bits = reader.u8()?;
    let (height, width) = (reader.u16_be()?, reader.u16_be()?);
    let components = reader.u8()?;
    let is_frame = (2..=16).contains(&bits)
        && (1..=4).contains(&components)
        && reader.rest().len() == 3 * usize::from(components);
    is_frame.then_some((u32::from(width), u32::from(height)))
}
