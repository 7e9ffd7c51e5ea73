//! `content_type` is a content type.

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
    #[stream("/stream", content_type = "mp3")]
    async fn words(&self) -> impl Stream<Item = Result<stream::Bytes>> {
        drop(Word { text: String::new() });
        stream::empty()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
