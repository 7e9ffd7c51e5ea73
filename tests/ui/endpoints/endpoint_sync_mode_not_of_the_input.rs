//! `sync_mode` reads `input`.

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
    #[endpoint("/", sync_mode = true)]
    async fn paint(&self, input: PaintInput) -> Result<Value> {
        Ok(input.prompt.into())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
