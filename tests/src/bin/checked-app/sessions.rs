//! An app of sessions.

use fal_app::Bytes;
use fal_app::prelude::*;

/// Talks.
#[fal_app(auth = "shared", category = "realtime", max_multiplexing = 2)]
#[derive(Default)]
pub(crate) struct Sessions;

/// What is said.
#[input]
struct Said {
    /// A number.
    #[field(le = 100)]
    number: u32,
}

/// What is answered.
#[output]
struct Answered {
    /// A small number.
    #[field(le = 10)]
    number: u32,
}

/// A sound.
#[input]
struct Sound {
    /// Its bytes.
    samples: Bytes,
}

/// What was heard.
#[output]
struct Heard {
    /// The same bytes.
    samples: Bytes,
}

#[endpoints]
impl Sessions {
    /// Answers each input.
    #[realtime("/realtime")]
    #[billable(per_compute_second)]
    #[example(Said { number: 1 })]
    #[example(Said { number: 11 })]
    #[example(Said { number: 99 })]
    async fn answer(&self, input: Said) -> Result<Answered> {
        match input.number {
            99 => Err("the session is lost".into()),
            number => Ok(Answered { number }),
        }
    }

    /// Counts up.
    #[realtime("/count/realtime")]
    #[billable(flat)]
    #[example(Said { number: 3 })]
    async fn count(&self, input: Said) -> Result<impl Stream<Item = Result<Answered>>> {
        Ok(stream::iter(
            (1..=input.number).map(|number| Ok(Answered { number })),
        ))
    }

    /// Gives back what it hears: bytes that are no text.
    #[realtime("/echo/realtime")]
    #[billable(free)]
    #[example(Sound { samples: vec![128, 200, 0].into() })]
    async fn echo(&self, input: Sound) -> Result<Heard> {
        Ok(Heard {
            samples: input.samples,
        })
    }

    /// Adds up what comes until nothing comes.
    #[realtime("/sum", session_timeout = 1)]
    #[billable(free)]
    #[example(Said { number: 5 })]
    async fn sum(&self, mut input: impl Stream<Item = Said> + Unpin) -> Result<Answered> {
        let mut number = 0;
        while let Some(said) = stream::StreamExt::next(&mut input).await {
            number += said.number;
        }
        Ok(Answered { number })
    }
}
