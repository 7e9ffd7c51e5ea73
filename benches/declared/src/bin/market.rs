//! An app that does next to nothing, for the local marketplace.

use fal_app::prelude::*;

/// Answers what it is asked.
#[fal_app(auth = "shared", max_multiplexing = 64)]
#[derive(Default)]
struct Echo;

#[input]
struct Said {
    /// What comes back.
    text: String,
}

#[output]
struct Answered {
    text: String,
}

#[endpoints]
impl Echo {
    /// Answers.
    #[endpoint("/")]
    #[billable(flat)]
    async fn answer(&self, input: Said) -> Result<Answered> {
        Ok(Answered { text: input.text })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Echo>()
}
