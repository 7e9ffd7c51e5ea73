//! A stream returns a stream, not one value.

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
    async fn words(&self) -> Result<Word> {
        Ok(Word { text: String::new() })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
