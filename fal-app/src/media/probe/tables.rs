//! The tables that say of each sample of a track when it is presented, and where it is in the file.

use super::track::{Samples, Track};
use crate::media::boxes::Boxes;
use crate::media::reader::Reader;

/// Adds the samples whose bytes are there. A table that is damaged ends where it is.
pub(super) fn add(tables: Boxes<'_>, track: &mut Track<'_>, samples: &mut Samples) -> Option<()> {
    let mut lengths = Runs::new(tables.find(b"stts")?)?;
    let mut shifts = tables.find(b"ctts").and_then(Runs::new);
    let mut sizes = Sizes::new(tables)?;
    let mut chunks = Chunks::new(tables)?;
    while let Some((mut offset, count)) = chunks.next() {
        for _ in 0..count {
            let (Some(size), Some(length)) = (sizes.next(), lengths.next()) else {
                return Some(());
            };
            // A shift is signed whatever the version of its table says.
            let shift = shifts
                .as_mut()
                .and_then(Runs::next)
                .unwrap_or(0)
                .cast_signed();
            if !samples.more() {
                return None;
            }
            if samples.are_there(offset, size) {
                track
                    .span
                    .add(track.next.saturating_add(shift.into()), length.into());
            }
            track.next = track.next.saturating_add(length.into());
            offset = offset.saturating_add(size.into());
        }
    }
    Some(())
}

/// A table of values that each hold for so many samples.
struct Runs<'b> {
    table: Reader<'b>,
    left: u32,
    value: u32,
}

impl<'b> Runs<'b> {
    fn new(table: &'b [u8]) -> Option<Self> {
        let mut table = Reader::new(table);
        table.skip(8)?;
        Some(Self {
            table,
            left: 0,
            value: 0,
        })
    }

    fn next(&mut self) -> Option<u32> {
        while self.left == 0 {
            self.left = self.table.u32_be()?;
            self.value = self.table.u32_be()?;
        }
        self.left -= 1;
        Some(self.value)
    }
}

/// The size of each sample, in bytes.
struct Sizes<'b> {
    table: Reader<'b>,
    /// 0 where each has its own.
    size: u32,
    left: u32,
}

impl<'b> Sizes<'b> {
    /// Where sizes are in a form that is not known, samples count as empty.
    fn new(tables: Boxes<'b>) -> Option<Self> {
        let Some(table) = tables.find(b"stsz") else {
            let mut compact = Reader::new(tables.find(b"stz2")?);
            compact.skip(8)?;
            let left = compact.u32_be()?;
            return Some(Self {
                table: Reader::new(&[]),
                size: 0,
                left,
            });
        };
        let mut table = Reader::new(table);
        table.skip(4)?;
        let (size, left) = (table.u32_be()?, table.u32_be()?);
        Some(Self { table, size, left })
    }

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        match self.size {
            0 => self.table.u32_be(),
            size => Some(size),
        }
    }
}

/// Where each chunk of samples begins in the file, and how many samples it has.
struct Chunks<'b> {
    offsets: Reader<'b>,
    has_long_offsets: bool,
    runs: Reader<'b>,
    number: u32,
    count: u32,
    /// From which chunk on the count is another.
    until: u32,
}

impl<'b> Chunks<'b> {
    fn new(tables: Boxes<'b>) -> Option<Self> {
        let short = tables.find(b"stco");
        let mut offsets = Reader::new(short.or_else(|| tables.find(b"co64"))?);
        let mut runs = Reader::new(tables.find(b"stsc")?);
        offsets.skip(8)?;
        runs.skip(8)?;
        Some(Self {
            offsets,
            has_long_offsets: short.is_none(),
            runs,
            number: 0,
            count: 0,
            until: 1,
        })
    }

    fn next(&mut self) -> Option<(u64, u32)> {
        let offset = if self.has_long_offsets {
            self.offsets.u64_be()?
        } else {
            self.offsets.u32_be()?.into()
        };
        self.number = self.number.saturating_add(1);
        if self.number >= self.until {
            let _first = self.runs.u32_be()?;
            self.count = self.runs.u32_be()?;
            let _description = self.runs.u32_be()?;
            let mut following = self.runs;
            self.until = following.u32_be().unwrap_or(u32::MAX);
        }
        Some((offset, self.count))
    }
}
