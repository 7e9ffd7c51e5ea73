//! The items of a stream fail with the `Error` of fal-app.

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
    async fn words(&self) -> impl Stream<Item = Result<Word, String>> {
        stream::iter([Ok(Word { text: String::new() })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
