//! The items of a stream with `content_type` are bytes.

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
    #[stream("/stream", content_type = "audio/mpeg")]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter([Ok(Word { text: String::new() })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
