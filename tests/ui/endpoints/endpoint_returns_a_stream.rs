//! An `#[endpoint]` answers one value.

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
    #[endpoint("/")]
    async fn words(&self) -> Result<impl Stream<Item = Result<Word>>> {
        Ok(stream::iter([Ok(Word { text: String::new() })]))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
