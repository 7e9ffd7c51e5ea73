//! The fields of an example have names.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    prompt: String,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[example(PaintInput { 0: "a fox".into(), .. })]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
