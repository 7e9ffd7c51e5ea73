//! Formats that symphonia reads: Matroska, WebM, MP3, AAC, FLAC, AIFF.

use std::collections::HashMap;
use std::io::{Cursor, ErrorKind};

use bytes::Bytes;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, Track};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::Duration;

use super::span::Span;

pub(super) fn seconds(bytes: &Bytes) -> Option<f64> {
    let bytes = Box::new(Cursor::new(bytes.clone()));
    let source = MediaSourceStream::new(bytes, MediaSourceStreamOptions::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let probed = symphonia::default::get_probe().probe(&Hint::new(), source, format, metadata);
    let mut medium = probed.ok()?;
    let mut tracks: HashMap<u32, Packets> = HashMap::new();
    loop {
        match medium.next_packet() {
            Ok(Some(packet)) => {
                let track = tracks.entry(packet.track_id).or_default();
                track.span.add(packet.pts.get(), packet.dur.get());
                track.count += 1;
                track.have_lengths |= packet.dur.get() > 0;
            }
            Ok(None) => break,
            // A file that was cut off, or written into a pipe, has no proper end.
            Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(_) => return None,
        }
    }
    let lasts = |track: &Track| {
        let units = tracks.get(&track.id)?.units()?;
        let lasts = track.time_base?.calc_duration(Duration::new(units))?;
        Some(lasts.as_secs_f64())
    };
    medium.tracks().iter().filter_map(lasts).reduce(f64::max)
}

/// The packets of a track.
#[derive(Default)]
struct Packets {
    span: Span,
    count: u64,
    /// Whether they say how long they last. In Matroska they need not.
    have_lengths: bool,
}

impl Packets {
    /// The time that they take up. Where no packet says how long it lasts, the last one lasts as long as the others do on
    /// average.
    fn units(&self) -> Option<u64> {
        let units = u64::try_from(self.span.end.checked_sub(self.span.start)?).ok()?;
        let others = self.count.saturating_sub(1);
        if self.have_lengths || others == 0 {
            return Some(units);
        }
        Some(units.saturating_add(units / others))
    }
}
