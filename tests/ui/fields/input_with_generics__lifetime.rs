//! An input owns what it holds: its endpoint says nothing more of it.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput<'a> {
    prompt: &'a str,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self, _: PaintInput<'_>) -> Result<()> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
