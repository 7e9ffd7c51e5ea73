//! Tells tales word by word, charged for the characters that reached the caller: a tale that nobody hears to its end costs
//! less.
//!
//! ```sh
//! cargo run --release -p tale &
//! curl -siN --retry 600 --retry-delay 1 --retry-connrefused localhost:8080/stream -H 'content-type: application/json' \
//!   -d '{"hero": "Ada", "sentences": 4, "seed": 1}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! content-type: text/event-stream; charset=utf-8
//! x-fal-billable-units: 0
//!
//! data: {"text": "In "}
//!
//! data: {"text": "the "}
//!
//! data: {"text": "castle "}…data: {"text": "warm.\n"}…
//! ```
//!
//! Here the log says what it costs. On the platform the answer has `x-fal-billable-units-webhook: 1`, and the
//! units are reported once the stream has ended.

mod chain;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::thread::sleep;
use std::time::Duration;

use fal_app::prelude::*;

use chain::{BEGINNING, Chain, Dice};

/// Tells tales that nobody has told before.
#[fal_app(
    auth = "shared",
    machine_type = "XS",
    category = "text-to-text",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 16,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 120,
    termination_grace_period_seconds = 30,
    private_logs = true
)]
struct Tale {
    chain: Chain,
}

/// A tale to tell.
#[input]
struct TaleInput {
    /// Whom the tale is about.
    #[field(min_length = 1, max_length = 40)]
    hero: String,
    /// How many sentences it has.
    #[field(default = 5, ge = 1, le = 100)]
    sentences: u32,
    /// Seconds of silence between two sentences.
    #[field(default = 0, ge = 0, le = 60)]
    breath: f64,
    /// The same seed tells the same tale.
    seed: Option<u64>,
}

/// The next word of a tale.
#[output]
struct Word {
    /// The word, with the space or the end of the line behind it.
    text: String,
}

#[endpoints]
impl Tale {
    /// Learns from the tales which word follows which.
    #[setup]
    fn learn() -> Result<Self> {
        Ok(Self {
            chain: Chain::learn(include_str!("tales.txt")),
        })
    }

    /// Tells a tale, charged for each 100 characters that were told.
    #[stream("/stream")]
    #[billable(per_text_chunk(text = output.text, chars = 100), max = 200, deferred)]
    #[example(TaleInput { hero: "Ada".into(), sentences: 4, seed: Some(1), .. })]
    fn tell(&self, input: TaleInput) -> impl Iterator<Item = Result<Word>> {
        let seed = input
            .seed
            .unwrap_or_else(|| RandomState::new().hash_one(()));
        let mut dice = Dice(seed);
        let (mut sentences, mut before) = (0, BEGINNING);
        std::iter::from_fn(move || {
            if before == BEGINNING && sentences > 0 {
                if sentences == input.sentences {
                    return None;
                }
                sleep(Duration::from_secs_f64(input.breath));
            }
            let word = self.chain.next(before, &mut dice)?;
            before = [before[1], word];
            let mut text = word.replace('@', &input.hero);
            if self.chain.is_end(before) {
                text.push('\n');
                sentences += 1;
                before = BEGINNING;
            } else {
                text.push(' ');
            }
            Some(Ok(Word { text }))
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Tale>()
}

#[cfg(test)]
mod tests;
