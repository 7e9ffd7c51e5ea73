//! An `async fn` returns a `Stream`, and a plain `fn` may return an iterator.

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
    async fn words(&self) -> impl Iterator<Item = Result<Word>> {
        std::iter::once(Ok(Word { text: String::new() }))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
