//! TIFF 6.0 and BigTIFF.

use crate::media::reader::Reader;

const WIDTH: u16 = 0x100;
const HEIGHT: u16 = 0x101;

pub(super) fn matches(bytes: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
        .iter()
        .any(|signature| bytes.starts_with(*signature))
}

/// The size of the first page.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut tiff = Tiff {
        reader: Reader::at(bytes, 4)?,
        is_little: bytes.starts_with(b"II"),
        is_big_tiff: bytes.get(..4)?.contains(&b'+'),
    };
    if tiff.is_big_tiff && (tiff.number(2)?, tiff.number(2)?) != (8, 0) {
        return None;
    }
    let directory = usize::try_from(tiff.offset()?).ok()?;
    tiff.reader = Reader::at(bytes, directory)?;
    let entries = tiff.number(if tiff.is_big_tiff { 8 } else { 2 })?;
    let (mut width, mut height) = (None, None);
    for _ in 0..entries {
        let (tag, value) = tiff.entry()?;
        match tag {
            WIDTH if width.is_none() => width = Some(value?),
            HEIGHT if height.is_none() => height = Some(value?),
            WIDTH | HEIGHT => return None,
            _ => {}
        }
    }
    width.zip(height)
}

struct Tiff<'b> {
    reader: Reader<'b>,
    is_little: bool,
    is_big_tiff: bool,
}

impl Tiff<'_> {
    /// A number of so many bytes, at most 8.
    fn number(&mut self, size: usize) -> Option<u64> {
        let digits = self.reader.take(size)?;
        let add = |number, digit: &u8| number << 8 | u64::from(*digit);
        Some(if self.is_little {
            digits.iter().rev().fold(0, add)
        } else {
            digits.iter().fold(0, add)
        })
    }

    /// A place in the file, or a count.
    fn offset(&mut self) -> Option<u64> {
        self.number(if self.is_big_tiff { 8 } else { 4 })
    }

    /// A field's tag, and its value where that is one whole number.
    fn entry(&mut self) -> Option<(u16, Option<u32>)> {
        let (tag, kind) = (self.number(2)?, self.number(2)?);
        let count = self.offset()?;
        let mut inline = Self {
            reader: self.reader,
            ..*self
        };
        self.offset()?;
        let size = match kind {
            1 => 1,
            3 => 2,
            4 => 4,
            16 if self.is_big_tiff => 8,
            _ => return Some((u16::try_from(tag).ok()?, None)),
        };
        let value = inline.number(size).filter(|_| count == 1);
        let value = value.and_then(|value| u32::try_from(value).ok());
        Some((u16::try_from(tag).ok()?, value))
    }
}
