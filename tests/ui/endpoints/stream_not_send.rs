//! A stream is `Send`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Writer;

#[output]
struct Word {
    text: String,
}

use fal_app::stream::StreamExt as _;

#[endpoints]
impl Writer {
    #[stream("/stream")]
    async fn words(&self) -> impl Stream<Item = Result<Word>> {
        let text = std::rc::Rc::new(String::new());
        stream::iter([()]).map(move |()| Ok(Word { text: text.to_string() }))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Writer>()
}
