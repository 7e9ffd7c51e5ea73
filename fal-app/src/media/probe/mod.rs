//! How long a video or a sound lasts, read from its bytes (`docs/billing.md` §1.10).
//!
//! What is there is counted, packet by packet: a header may be wrong, may have been written before the length was
//! known, and says nothing about a file that was cut off.

mod fragments;
mod mp4;
mod ogg;
mod packets;
mod riff;
mod span;
mod tables;
mod track;

use std::fmt;

use bytes::Bytes;

use crate::task::{Panic, catch};

/// Why the length of a medium is not known. The words are for the log.
#[derive(Debug)]
pub(super) enum Unread {
    /// No reader knows the format or what is in it, or the bytes are damaged.
    Format(&'static str),
    /// A reader panicked.
    Panic(Panic),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => f.write_str(format),
            Self::Panic(panic) => write!(f, "its reader {panic}"),
        }
    }
}

/// The seconds of the longest track, as it is presented: from the beginning of the first picture or sound to the end of
/// the last. Nothing is decoded.
///
/// # Errors
/// The length cannot be read.
pub(super) fn seconds(bytes: &Bytes) -> Result<f64, Unread> {
    let (read, failed): (fn(&Bytes) -> Option<f64>, _) = match bytes.get(..12) {
        Some(
            [
                b'R',
                b'I' | b'F',
                b'F' | b'6',
                b'F' | b'4',
                _,
                _,
                _,
                _,
                b'W',
                b'A',
                b'V',
                b'E',
            ],
        ) => (riff::wav, "this WAV is damaged, or its codec is not known"),
        Some([b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ']) => {
            (riff::avi, "this AVI is damaged")
        }
        Some([b'O', b'g', b'g', b'S', ..]) => (
            ogg::seconds,
            "this Ogg is damaged, or its codecs are not known",
        ),
        Some(head) if mp4::matches(head) => (
            mp4::seconds,
            "this MP4 or QuickTime is damaged, or has no index",
        ),
        _ => (
            packets::seconds,
            "this is not an MP4, QuickTime, WebM, Matroska, AVI, Ogg, WAV, AIFF, FLAC, MP3 or AAC, or it is damaged",
        ),
    };
    let seconds = catch(|| read(bytes)).map_err(Unread::Panic)?;
    seconds
        .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
        .ok_or(Unread::Format(failed))
}
