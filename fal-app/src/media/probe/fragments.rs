//! The fragments of an MP4, each with a table of its own.

use super::track::{Samples, Track};
use crate::media::boxes::Boxes;
use crate::media::reader::Reader;

/// What samples are where a fragment does not say it.
#[derive(Clone, Copy, Default)]
struct Defaults {
    length: u32,
    size: u32,
}

/// Adds the samples of all fragments whose bytes are there.
pub(super) fn add(
    file: &[u8],
    defaults: Boxes<'_>,
    tracks: &mut [Track<'_>],
    samples: &mut Samples,
) {
    let mut boxes = Boxes::new(file);
    loop {
        let start = (file.len() - boxes.rest().len()) as u64;
        let Some((kind, content)) = boxes.next() else {
            return;
        };
        if kind != *b"moof" {
            continue;
        }
        for (_, traf) in Boxes::new(content).filter(|(kind, _)| kind == b"traf") {
            // A table that is damaged ends where it is.
            add_track(Boxes::new(traf), start, defaults, tracks, samples);
        }
    }
}

fn add_track(
    traf: Boxes<'_>,
    moof: u64,
    defaults: Boxes<'_>,
    tracks: &mut [Track<'_>],
    samples: &mut Samples,
) -> Option<()> {
    let mut header = Reader::new(traf.find(b"tfhd")?);
    let flags = header.u32_be()?;
    let id = header.u32_be()?;
    let track = tracks.iter_mut().find(|track| track.id == id)?;
    let mut of_track = of_track(defaults, id).unwrap_or_default();
    let base = if flags & 1 == 0 {
        moof
    } else {
        header.u64_be()?
    };
    if flags & 2 != 0 {
        header.skip(4)?;
    }
    if flags & 8 != 0 {
        of_track.length = header.u32_be()?;
    }
    if flags & 0x10 != 0 {
        of_track.size = header.u32_be()?;
    }
    if let Some(time) = traf.find(b"tfdt") {
        let mut time = Reader::new(time);
        let is_long = time.u32_be()? >> 24 == 1;
        track.next = if is_long {
            time.u64_be()?.cast_signed()
        } else {
            time.u32_be()?.into()
        };
    }
    let mut offset = base;
    for (_, run) in traf.filter(|(kind, _)| kind == b"trun") {
        offset = add_run(Reader::new(run), base, offset, of_track, track, samples)?;
    }
    Some(())
}

/// What `trex` says of a track.
fn of_track(defaults: Boxes<'_>, id: u32) -> Option<Defaults> {
    for (_, trex) in defaults.filter(|(kind, _)| kind == b"trex") {
        let mut trex = Reader::new(trex);
        trex.skip(4)?;
        if trex.u32_be()? == id {
            trex.skip(4)?;
            let (length, size) = (trex.u32_be()?, trex.u32_be()?);
            return Some(Defaults { length, size });
        }
    }
    None
}

/// Adds a run of samples. Returns the offset behind it.
fn add_run(
    mut run: Reader<'_>,
    base: u64,
    following: u64,
    defaults: Defaults,
    track: &mut Track<'_>,
    samples: &mut Samples,
) -> Option<u64> {
    let flags = run.u32_be()?;
    let count = run.u32_be()?;
    let mut offset = if flags & 1 == 0 {
        following
    } else {
        base.saturating_add_signed(run.u32_be()?.cast_signed().into())
    };
    if flags & 4 != 0 {
        run.skip(4)?;
    }
    for _ in 0..count {
        let mut own = |flag| {
            if flags & flag == 0 {
                Some(None)
            } else {
                run.u32_be().map(Some)
            }
        };
        let length = own(0x100)?.unwrap_or(defaults.length);
        let size = own(0x200)?.unwrap_or(defaults.size);
        own(0x400)?;
        let shift = own(0x800)?.unwrap_or(0).cast_signed();
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
    Some(offset)
}
