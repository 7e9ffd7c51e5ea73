//! Hears when somebody speaks: a stream of segments, charged for the seconds of speech that reached the caller.
//!
//! ```sh
//! cargo run --release -p listen &
//! curl -siN --retry 600 --retry-delay 1 --retry-connrefused localhost:8080/stream -H 'content-type: application/json' \
//!   -d '{"audio_url": "'"$(cat examples/listen/src/example.txt)"'"}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! content-type: text/event-stream; charset=utf-8
//! x-fal-billable-units: 0
//!
//! data: {"start": 0.…, "end": 1.…, "confidence": 0.…}
//!
//! data: {"start": 2.…, "end": 3.…, "confidence": 0.…}
//! ```
//!
//! Here the log says what it costs. On the platform the answer has `x-fal-billable-units-webhook: 1`, and the
//! units are reported once the stream has ended.
//!
//! The network is that of the crate earshot, under MIT or Apache-2.0. Its weights are in the crate.

mod segments;
// The example `denoise` reads sounds in the same way.
#[path = "../../denoise/src/sound.rs"]
mod sound;

use fal_app::prelude::*;

use segments::{Detector, RATE, Segments};
use sound::Sound;

/// Hears when somebody speaks.
///
/// A segment is sent as soon as the speaker stops. AAC, FLAC, M4A, MP3, Ogg Vorbis and WAV are read; several channels are
/// heard as one.
#[fal_app(
    auth = "shared",
    machine_type = "S",
    category = "audio-to-text",
    license = "Apache-2.0",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 1,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 300,
    termination_grace_period_seconds = 30,
    private_logs = true
)]
struct Listen;

/// A recording to listen to.
#[input]
struct ListenInput {
    /// The recording, of at most four hours.
    #[field(max_file_size = 268435456)]
    audio_url: AudioUrl,
    /// How sure it must be that somebody speaks. A high value misses whispers. Below 0.65, the start of a loud noise is taken for
    /// speech.
    #[field(default = 0.65, ge = 0.1, le = 0.95)]
    threshold: f32,
    /// A shorter pause does not end a segment, in seconds.
    #[field(default = 0.3, ge = 0, le = 10)]
    min_pause: f64,
    /// A shorter segment is no speech, in seconds.
    #[field(default = 0.1, ge = 0, le = 10)]
    min_speech: f64,
}

/// A stretch of time in which somebody speaks.
#[output]
struct Segment {
    /// When it begins, in seconds from the start of the recording.
    start: f64,
    /// When it ends.
    end: f64,
    /// How sure it is on average, from 0 to 1.
    confidence: f64,
}

/// The longest recording, in seconds.
const LONGEST: u32 = 14_400;

#[endpoints]
impl Listen {
    /// Runs the network once: the first caller does not wait for what happens only once.
    #[setup]
    fn load() -> Result<Self> {
        Self.health()?;
        tracing::info!("the network ran");
        Ok(Self)
    }

    /// Tells when somebody speaks, charged for each second of speech that was told. Silence costs nothing.
    #[stream("/stream")]
    #[billable(per_audio_second(seconds = output.end - output.start), max = 14400, deferred)]
    #[example(ListenInput { audio_url: include_str!("example.txt").into(), .. })]
    #[example(ListenInput { audio_url: include_str!("example.txt").into(), threshold: 0.8, min_pause: 1.5, .. })]
    fn listen(
        &self,
        input: ListenInput,
        context: &RequestContext,
    ) -> Result<impl Iterator<Item = Result<Segment>>> {
        let sent = input.audio_url.fetch_blocking(context)?;
        let sound = Sound::open(sent, RATE, LONGEST)?;
        Ok(Segments::new(sound, &input, context))
    }

    /// Whether the network runs.
    #[endpoint("/health", health_check(timeout_seconds = 5))]
    fn health(&self) -> Result<()> {
        let score = Detector::default().predict_f32(&[0.0; segments::FRAME]);
        if !(0.0..=1.0).contains(&score) {
            return Err(format!("the network is {score} sure").into());
        }
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Listen>()
}

#[cfg(test)]
mod tests;
