//! Takes the noise out of speech with a small recurrent network, charged per audio second.
//!
//! ```sh
//! cargo run --release -p denoise &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"audio_url": "'"$(cat examples/denoise/src/example.txt)"'"}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 2
//!
//! {"audio":{"url":"data:audio/wav;base64,UklGR…","content_type":"audio/wav",…},"seconds":2.0,"speech":0.…}
//! ```
//!
//! The network is RNNoise, as the crate nnnoiseless runs it, under the BSD 3-Clause licence. Its weights are in the crate.

mod clean;
mod sound;

use fal_app::prelude::*;
use hound::{SampleFormat, WavSpec, WavWriter};
use nnnoiseless::RnnModel;

use clean::{Cleaner, RATE};
use sound::Sound;

/// Takes the noise out of speech.
///
/// Fans, traffic and hiss go, voices stay. AAC, FLAC, M4A, MP3, Ogg Vorbis and WAV are read, with up to eight channels.
#[fal_app(
    auth = "shared",
    machine_type = "M",
    category = "audio-to-audio",
    license = "BSD-3-Clause",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 2,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 120,
    private_logs = true
)]
struct Denoise {
    model: RnnModel,
}

/// A recording of speech.
#[input]
struct DenoiseInput {
    /// The recording, of at most ten minutes.
    #[field(max_file_size = 67108864)]
    audio_url: AudioUrl,
}

/// The speech without its noise.
#[output]
struct DenoiseOutput {
    /// A WAV of 48 kHz with the channels of the recording.
    audio: Audio,
    /// How long it is.
    seconds: f64,
    /// The share of the time in which somebody speaks, from 0 to 1.
    speech: f64,
}

/// The longest recording, in seconds.
const LONGEST: u32 = 600;

#[endpoints]
impl Denoise {
    /// Reads the weights, and runs them once: the first caller does not wait for what happens only once.
    #[setup]
    fn load() -> Result<Self> {
        let app = Self {
            model: RnnModel::default(),
        };
        app.health()?;
        tracing::info!("the network is loaded and ran");
        Ok(app)
    }

    /// Denoises a recording, charged for each second of it.
    #[endpoint("/")]
    #[billable(per_audio_second(seconds = output.audio), max = 600)]
    #[example(DenoiseInput { audio_url: include_str!("example.txt").into() })]
    fn denoise(&self, input: DenoiseInput, context: &RequestContext) -> Result<DenoiseOutput> {
        let sent = input.audio_url.fetch_blocking(context)?;
        let mut cleaner = Cleaner::new(&self.model);
        let mut samples = Vec::new();
        for piece in Sound::open(sent, RATE, LONGEST)? {
            context.check_cancelled()?;
            cleaner.clean(piece?, &mut samples);
        }
        cleaner.finish(&mut samples);
        let (wav, seconds) = wav(&samples, cleaner.channels())?;
        Ok(DenoiseOutput {
            audio: Audio::from_bytes(wav, "audio/wav", seconds),
            seconds,
            speech: cleaner.speech(),
        })
    }

    /// Whether the network runs.
    #[endpoint("/health", health_check(timeout_seconds = 5))]
    fn health(&self) -> Result<()> {
        let mut samples = Vec::new();
        let mut cleaner = Cleaner::new(&self.model);
        // Silence would not reach the network.
        let ramp = (0..RATE / 10).map(|at| (at % 100) as f32 / 100.0);
        cleaner.clean(vec![ramp.collect()], &mut samples);
        if samples.is_empty() {
            return Err("the network made no sound".into());
        }
        Ok(())
    }
}

/// A WAV of samples whose channels alternate, and how many seconds it lasts.
fn wav(samples: &[i16], channels: usize) -> hound::Result<(Vec<u8>, f64)> {
    let spec = WavSpec {
        channels: channels as u16,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut wav = std::io::Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut wav, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    let seconds = f64::from(writer.duration()) / f64::from(RATE);
    writer.finalize()?;
    Ok((wav.into_inner(), seconds))
}

fn main() -> ExitCode {
    fal_app::main::<Denoise>()
}

#[cfg(test)]
mod tests;
