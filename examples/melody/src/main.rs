//! Plays melodies: WAVs of bells, charged per audio second.
//!
//! ```sh
//! cargo run --release -p melody &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"notes": "C4 C4 G4 G4 A4 A4 G4*2"}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 4
//!
//! {"audio":{"url":"data:audio/wav;base64,UklGRkRiBQB…","content_type":"audio/wav",…},"seconds":4.0}
//! ```

mod play;
mod score;

use fal_app::prelude::*;

/// Plays melodies on bells.
#[fal_app(
    auth = "shared",
    machine_type = "S",
    category = "text-to-audio",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 4,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 60,
    private_logs = true
)]
#[derive(Default)]
struct Melody;

/// A melody to play.
#[input]
struct MelodyInput {
    /// Notes with their octave, between spaces: `C4`, `F#4`, `Bb3`, or `-` for a rest. `C4*2` lasts two beats.
    #[field(min_length = 1, max_length = 2000, ui = "textarea")]
    notes: String,
    /// Beats in a minute.
    #[field(default = 120, ge = 40, le = 240)]
    tempo: u32,
}

/// The melody.
#[output]
struct MelodyOutput {
    /// A WAV.
    audio: Audio,
    /// How long it is.
    seconds: f64,
}

/// The longest melody, in seconds.
const LONGEST: f64 = 180.0;

#[endpoints]
impl Melody {
    /// Plays a melody, charged for each second of it.
    #[endpoint("/")]
    #[billable(per_audio_second(seconds = output.audio), max = 180)]
    #[example(MelodyInput { notes: "C4 C4 G4 G4 A4 A4 G4*2".into(), .. })]
    #[example(MelodyInput { notes: "E5 D#5 E5 D#5 E5 B4 D5 C5 A4*3".into(), tempo: 200 })]
    fn play(&self, input: MelodyInput) -> Result<MelodyOutput> {
        let notes = score::read(&input.notes).map_err(|error| Error::field("notes", error))?;
        let beats: u32 = notes.iter().map(|note| note.beats).sum();
        let beat = 60.0 / f64::from(input.tempo);
        if f64::from(beats) * beat > LONGEST {
            return Err(Error::audio_duration_too_long(
                "notes",
                LONGEST,
                f64::from(beats) * beat,
            ));
        }
        let (wav, seconds) = play::wav(&notes, beat)?;
        Ok(MelodyOutput {
            audio: Audio::from_bytes(wav, "audio/wav", seconds),
            seconds,
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Melody>()
}

#[cfg(test)]
mod tests;
