//! How long bytes last, read from them.

use std::collections::HashMap;
use std::io::{Cursor, ErrorKind};

use bytes::Bytes;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, Track};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::Duration;

/// Seconds from the beginning of the first sample or picture to the end of the last, in the longest track. `None` for
/// what is no MP4, QuickTime, Matroska, WebM, WAV, MP3, AAC, FLAC or Ogg, or cannot be read on.
///
/// Packets are counted, because a head may be wrong, or written before the length was known.
pub(super) fn seconds(bytes: &Bytes) -> Option<f64> {
    let bytes = Box::new(Cursor::new(bytes.clone()));
    let source = MediaSourceStream::new(bytes, MediaSourceStreamOptions::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let probed = symphonia::default::get_probe().probe(&Hint::new(), source, format, metadata);
    let mut medium = probed.ok()?;
    let mut spans = HashMap::new();
    loop {
        match medium.next_packet() {
            Ok(Some(packet)) => spans
                .entry(packet.track_id)
                .or_insert_with(Span::default)
                .add(&packet),
            Ok(None) => break,
            // What was written into a pipe has no other end, nor has what was cut off.
            Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(_) => return None,
        }
    }
    let lasts = |track: &Track| spans.get(&track.id)?.seconds(track);
    medium.tracks().iter().filter_map(lasts).reduce(f64::max)
}

/// What the packets of a track span, in the track's units of time.
struct Span {
    start: i64,
    end: i64,
}

impl Default for Span {
    fn default() -> Self {
        Self {
            start: i64::MAX,
            end: i64::MIN,
        }
    }
}

impl Span {
    fn add(&mut self, packet: &Packet) {
        self.start = self.start.min(packet.pts.get());
        self.end = self.end.max(packet.pts.saturating_add(packet.dur).get());
    }

    fn seconds(&self, track: &Track) -> Option<f64> {
        let ticks = u64::try_from(self.end.checked_sub(self.start)?).ok()?;
        let lasts = track.time_base?.calc_duration(Duration::new(ticks))?;
        Some(lasts.as_secs_f64())
    }
}
