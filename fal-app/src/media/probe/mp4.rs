//! MP4 and QuickTime (ISO/IEC 14496-12), with any codec.

use bytes::Bytes;

use super::fragments;
use super::span::Span;
use super::tables;
use super::track::{Samples, Track};
use crate::media::boxes::Boxes;
use crate::media::reader::Reader;

/// Whether a file begins with one of the boxes that come first. Old QuickTime files have no `ftyp`.
pub(super) fn matches(head: &[u8]) -> bool {
    let known: [&[u8]; 6] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"];
    head.get(4..8).is_some_and(|kind| known.contains(&kind))
}

pub(super) fn seconds(bytes: &Bytes) -> Option<f64> {
    let moov = Boxes::new(Boxes::new(bytes).find(b"moov")?);
    let mut header = Reader::new(moov.find(b"mvhd")?);
    let is_long = header.u32_be()? >> 24 == 1;
    header.skip(if is_long { 16 } else { 8 })?;
    let timescale = header.u32_be()?;

    let mut samples = Samples::new(bytes.len());
    let traks = moov.filter(|(kind, _)| kind == b"trak");
    let mut tracks: Vec<Track<'_>> = traks
        .filter_map(|(_, trak)| track(Boxes::new(trak), &mut samples))
        .collect();
    if let Some(defaults) = moov.find(b"mvex") {
        fragments::add(bytes, Boxes::new(defaults), &mut tracks, &mut samples);
    }
    let presented = tracks.iter().filter_map(|track| track.presented(timescale));
    presented.reduce(f64::max)
}

/// `None` for a track of anything but pictures or sounds, and for one that is damaged.
fn track<'b>(trak: Boxes<'b>, samples: &mut Samples) -> Option<Track<'b>> {
    let media = Boxes::new(trak.find(b"mdia")?);
    let handler = media.find(b"hdlr")?.get(8..12)?;
    if handler != b"vide" && handler != b"soun" {
        return None;
    }
    let mut header = Reader::new(media.find(b"mdhd")?);
    let is_long = header.u32_be()? >> 24 == 1;
    header.skip(if is_long { 16 } else { 8 })?;
    let timescale = header.u32_be()?;

    let mut header = Reader::new(trak.find(b"tkhd")?);
    let is_long = header.u32_be()? >> 24 == 1;
    header.skip(if is_long { 16 } else { 8 })?;
    let id = header.u32_be()?;

    let tables = Boxes::new(Boxes::new(media.find(b"minf")?).find(b"stbl")?);
    let edits = trak
        .find(b"edts")
        .and_then(|edits| Boxes::new(edits).find(b"elst"));
    let mut track = Track {
        id,
        timescale,
        edits,
        span: Span::default(),
        next: 0,
    };
    // A file in fragments has empty tables.
    tables::add(tables, &mut track, samples);
    Some(track)
}
