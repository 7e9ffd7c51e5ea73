//! JPEG XL (ISO/IEC 18181).

use crate::media::boxes::Boxes;

const CODESTREAM: &[u8] = b"\xff\x0a";
const CONTAINER: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

/// Enough bytes for the longest header as far as it is read here.
const ENOUGH: usize = 16;

pub(super) fn matches(bytes: &[u8]) -> bool {
    bytes.starts_with(CODESTREAM) || bytes.starts_with(CONTAINER)
}

pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(CODESTREAM) {
        return header(bytes);
    }
    let mut stream = ([0; ENOUGH], 0);
    for (kind, content) in Boxes::new(bytes) {
        match &kind {
            b"jxlc" => return header(content),
            // A part of the codestream, after its number.
            b"jxlp" => {
                append(&mut stream, content.get(4..)?);
                if stream.1 == ENOUGH {
                    break;
                }
            }
            _ => {}
        }
    }
    let (stream, length) = stream;
    header(stream.get(..length)?)
}

fn append((stream, length): &mut ([u8; ENOUGH], usize), part: &[u8]) {
    for (free, byte) in stream.iter_mut().skip(*length).zip(part) {
        *free = *byte;
        *length += 1;
    }
}

fn header(codestream: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits {
        bytes: codestream.strip_prefix(CODESTREAM)?,
        read: 0,
    };
    let is_small = bits.flag()?;
    let height = side(&mut bits, is_small)?;
    let width = match bits.number(3)? {
        0 => side(&mut bits, is_small)?,
        1 => height,
        2 => scaled(height, 12, 10)?,
        3 => scaled(height, 4, 3)?,
        4 => scaled(height, 3, 2)?,
        5 => scaled(height, 16, 9)?,
        6 => scaled(height, 5, 4)?,
        _ => scaled(height, 2, 1)?,
    };
    let is_default = bits.flag()?;
    let has_orientation = !is_default && bits.flag()?;
    let orientation = if has_orientation { bits.number(3)? } else { 0 };
    // From the fifth on, rows and columns change places.
    let is_turned = orientation >= 4;
    Some(if is_turned {
        (height, width)
    } else {
        (width, height)
    })
}

fn side(bits: &mut Bits<'_>, is_small: bool) -> Option<u32> {
    if is_small {
        return Some((bits.number(5)? + 1) * 8);
    }
    let length = match bits.number(2)? {
        0 => 9,
        1 => 13,
        2 => 18,
        _ => 30,
    };
    Some(bits.number(length)? + 1)
}

fn scaled(side: u32, dividend: u32, divisor: u32) -> Option<u32> {
    let scaled = u64::from(side) * u64::from(dividend) / u64::from(divisor);
    u32::try_from(scaled).ok()
}

/// Bits from the lowest of each byte on.
struct Bits<'b> {
    bytes: &'b [u8],
    read: usize,
}

impl Bits<'_> {
    fn flag(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.read / 8)?;
        let bit = byte >> (self.read % 8) & 1;
        self.read += 1;
        Some(bit == 1)
    }

    /// A number of so many bits, at most 32, the lowest first.
    fn number(&mut self, bits: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..bits {
            number |= u32::from(self.flag()?) << place;
        }
        Some(number)
    }
}
