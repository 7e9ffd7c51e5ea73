//! An app for the load test: it has four places, and counts who gets one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fal_app::MessagePackValue;
use fal_app::prelude::*;

#[fal_app(max_multiplexing = 4)]
#[derive(Default)]
struct Load {
    turns: AtomicU64,
}

#[input]
struct Wait {
    #[field(default)]
    milliseconds: u64,
}

/// The how many-th method this one was to begin.
#[output]
struct Turn {
    turn: u64,
}

#[input]
struct Number {
    number: u64,
}

#[output]
struct Echo {
    number: u64,
}

#[input]
struct Size {
    kib: usize,
}

#[output]
struct Large {
    text: String,
}

#[endpoints]
impl Load {
    #[endpoint("/turn")]
    async fn turn(&self, input: Wait) -> Result<Turn> {
        let turn = self.turns.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
        Ok(Turn { turn })
    }

    #[endpoint("/large")]
    async fn large(&self, input: Size) -> Result<Large> {
        let text = "x".repeat(input.kib * 1024);
        Ok(Large { text })
    }

    /// Gives a number back.
    #[realtime("/realtime")]
    #[billable(flat)]
    async fn echo(&self, input: Number) -> Result<Echo> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok(Echo {
            number: input.number,
        })
    }

    /// Takes anything, and never answers.
    #[realtime("/held")]
    #[billable(flat)]
    async fn held(&self, input: MessagePackValue) -> Result<Echo> {
        let _held = input;
        std::future::pending().await
    }

    /// Goes on for as long as somebody takes it.
    #[stream("/flood")]
    async fn flood(&self, input: Size) -> impl Stream<Item = Result<Large>> {
        let text = "x".repeat(input.kib * 1024);
        stream::repeat_with(move || Ok(Large { text: text.clone() }))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Load>()
}
