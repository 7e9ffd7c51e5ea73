//! The type of a stream's items exists, and its absence is reported once.

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
    #[stream("/stream")]
    async fn words(&self) -> impl Stream<Item = Result<Raw>> {
        drop(Word { text: String::new() });
        stream::empty()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
