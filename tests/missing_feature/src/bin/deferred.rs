//! An app with a deferred stream, built without the feature `https`: on the platform it does not start.

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
    #[billable(per_text_chunk(text = output.text), deferred)]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        stream::iter(["one", "two"].map(|text| Ok(Word { text: text.into() })))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
