//! In an app that callers pay for, each stream says what it costs.

use fal_app::prelude::*;

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Writer;

#[output]
struct Word {
    text: String,
}

#[endpoints]
impl Writer {
    #[stream("/stream")]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter([Ok(Word { text: String::new() })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
