//! An operand of a deferred stream reads a field of its items.

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
    #[billable(per_text_chunk(text = output.words), deferred)]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter([Ok(Word { text: String::new() })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
