//! Turns a voice into a robot's while it speaks, charged per second. Sounds come and go over a WebSocket.
//!
//! ```sh
//! cargo run --release -p robot
//! ```
//! ```python
//! with fal_client.SyncClient(key=KEY).realtime("you/robot") as session:
//!     session.send({"samples": pcm, "pitch": 60})  # 16 bits a sample, the lower byte first
//!     robot = session.recv()["samples"]
//! ```
//!
//! `.ci/realtime_client.py` runs this against the app.

mod voice;

use fal_app::Bytes;
use fal_app::prelude::*;
use fal_app::stream::StreamExt;

use voice::Voice;

/// Turns a voice into a robot's, while it speaks.
///
/// Each piece of sound is answered by a piece of the same length. The pieces fit together: the robot's voice goes on
/// where the last one ended.
#[fal_app(
    auth = "shared",
    machine_type = "S",
    category = "audio-to-audio",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 8,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 3600,
    private_logs = true
)]
#[derive(Default)]
struct Robot;

/// A piece of a sound.
#[input]
struct Speech {
    /// The samples, in 16 bits with the lower byte first, of one channel.
    samples: Bytes,
    /// How many samples are a second.
    #[field(default = 16_000, ge = 8_000, le = 48_000)]
    sample_rate: u32,
    /// The pitch of the robot's throat, in hertz.
    #[field(default = 60, ge = 20, le = 400)]
    pitch: f64,
}

/// The piece that the robot says.
#[output]
struct Spoken {
    /// As many samples as came, in the same form.
    samples: Bytes,
}

#[endpoints]
impl Robot {
    /// Says what it hears, as a robot.
    #[realtime("/realtime", session_timeout = 30)]
    #[billable(per_compute_second)]
    #[example(Speech { samples: Bytes::from_static(&[0; 320]), .. })]
    fn speak(
        &self,
        speech: impl Stream<Item = Speech> + Unpin,
    ) -> impl Stream<Item = Result<Spoken>> {
        let mut voice = Voice::default();
        speech.map(move |piece| {
            if !piece.samples.len().is_multiple_of(2) {
                return Err(Error::field("samples", "half a sample is at the end"));
            }
            let samples = voice.speak(&piece.samples, piece.sample_rate, piece.pitch);
            Ok(Spoken {
                samples: samples.into(),
            })
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Robot>()
}

#[cfg(test)]
mod tests {
    use super::{Robot, Speech};
    use fal_app::prelude::*;
    use fal_app::test::Client;

    /// A tone, as someone sings it.
    fn tone(samples: usize) -> Vec<u8> {
        let sample = |n: usize| ((n as f64 * 0.2).sin() * 20_000.0) as i16;
        (0..samples).flat_map(|n| sample(n).to_le_bytes()).collect()
    }

    /// What the robot says to pieces of a sound, all of it.
    fn robot(pieces: &[&[u8]]) -> Result<Vec<u8>> {
        let client = Client::<Robot>::start()?;
        let mut session = client.realtime("/realtime")?;
        let mut said = Vec::new();
        for piece in pieces {
            session.send(&Speech::required(piece.to_vec().into()))?;
            said.extend(session.receive()?["samples"].as_slice().unwrap_or_default());
        }
        Ok(said)
    }

    #[test]
    fn the_pieces_of_a_voice_fit_together() -> Result<()> {
        let sound = tone(1000);
        let whole = robot(&[&sound])?;
        assert_eq!(whole.len(), sound.len());
        assert_ne!(whole, sound);
        let (first, second) = sound.split_at(700);
        assert_eq!(robot(&[first, second])?, whole);
        Ok(())
    }

    #[test]
    fn half_a_sample_is_refused() -> Result<()> {
        let refused = robot(&[&[1, 2, 3]]).err().map(|error| error.to_string());
        assert!(refused.is_some_and(|said| said.contains("half a sample")));
        Ok(())
    }

    #[test]
    fn a_short_session_costs_nothing() -> Result<()> {
        let client = Client::<Robot>::start()?;
        let mut session = client.realtime("/realtime")?;
        session.send(&Speech::required(tone(10).into()))?;
        session.receive()?;
        assert_eq!(session.seconds(), 0.0);
        Ok(())
    }
}
