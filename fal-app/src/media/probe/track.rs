//! A track of an MP4 or QuickTime, and what of it is presented.

use super::span::Span;
use crate::media::reader::Reader;

/// A track of pictures or sounds.
pub(super) struct Track<'b> {
    pub(super) id: u32,
    /// Units of time in a second.
    pub(super) timescale: u32,
    /// The content of `elst`, which says what of the track is presented.
    pub(super) edits: Option<&'b [u8]>,
    /// What is there of the track.
    pub(super) span: Span,
    /// When the next sample of a fragment begins, where the fragment does not say so.
    pub(super) next: i64,
}

impl Track<'_> {
    /// The seconds that are presented: all of the track, or what its edits take of it. `movie` is the timescale of
    /// edits.
    pub(super) fn presented(&self, movie: u32) -> Option<f64> {
        if self.timescale == 0 {
            return None;
        }
        let timescale = f64::from(self.timescale);
        let Some(whole) = self.span.seconds(timescale) else {
            // Samples were declared, but the file ends before their bytes.
            return (self.next > 0).then_some(0.0);
        };
        let Some(edits) = self.edits else {
            return Some(whole);
        };
        let mut reader = Reader::new(edits);
        let is_long = reader.u32_be()? >> 24 == 1;
        let count = reader.u32_be()?;
        let mut presented = None;
        for _ in 0..count {
            let (lasts, start) = if is_long {
                (reader.u64_be()?, reader.u64_be()?.cast_signed())
            } else {
                (
                    reader.u32_be()?.into(),
                    reader.u32_be()?.cast_signed().into(),
                )
            };
            let _rate = reader.u32_be()?;
            // A negative start stands for a gap, in which nothing is presented.
            if start < 0 {
                continue;
            }
            // Files in fragments say 0 here: to the end.
            let end = match lasts {
                0 => i64::MAX,
                _ => {
                    let units = lasts as f64 / f64::from(movie) * timescale;
                    start.saturating_add(units.round() as i64)
                }
            };
            let part = self
                .span
                .within(start, end)
                .seconds(timescale)
                .unwrap_or(0.0);
            presented = Some(presented.unwrap_or(0.0) + part);
        }
        Some(presented.unwrap_or(whole))
    }
}

/// Counts samples, so that a table which claims more of them than the file has bytes ends.
pub(super) struct Samples {
    /// The length of the file, in bytes.
    file: usize,
    left: usize,
}

impl Samples {
    /// For a file of so many bytes.
    pub(super) fn new(file: usize) -> Self {
        Self { file, left: file }
    }

    /// Whether one more may be read.
    pub(super) fn more(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    /// Whether the file has all bytes of a sample.
    pub(super) fn are_there(&self, offset: u64, size: u32) -> bool {
        offset.saturating_add(size.into()) <= self.file as u64
    }
}
