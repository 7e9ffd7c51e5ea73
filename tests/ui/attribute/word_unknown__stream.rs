//! `#[stream]` takes the words that it documents, and no other.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Writer;

#[output]
struct Word {
    text: String,
}

#[endpoints]
impl Writer {
    #[stream("/stream", contenttype = "audio/mpeg")]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter([Ok(Word { text: String::new() })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
