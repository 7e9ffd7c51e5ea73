//! The `times` of a deferred stream does not read `output`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Writer;

#[output]
struct Word {
    text: String,
    weight: f64,
}

#[endpoints]
impl Writer {
    #[stream("/stream")]
    #[billable(per_text_chunk(text = output.text), times = output.weight, deferred)]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter([Ok(Word { text: String::new(), weight: 1.0 })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
