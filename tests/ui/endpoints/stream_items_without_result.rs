//! The items of a stream are `Result`s.

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
    async fn words(&self) -> impl Stream<Item = Word> {
        stream::iter([Word { text: String::new() }])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
