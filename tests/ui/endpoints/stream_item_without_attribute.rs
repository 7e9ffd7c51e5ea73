//! The type of a stream's items has `#[output]`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Writer;

#[output]
struct Word {
    text: String,
}

struct Raw;

#[endpoints]
impl Writer {
    #[stream("/stream")]
    async fn words(&self) -> impl Stream<Item = Result<Raw>> {
        drop(Word { text: String::new() });
        stream::iter([Ok(Raw)])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
