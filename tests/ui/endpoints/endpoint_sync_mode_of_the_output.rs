//! `sync_mode` does not read `output`.

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
    #[endpoint("/", sync_mode = input.prompt.is_empty() || output.is_null())]
    async fn paint(&self, input: PaintInput) -> Result<Value> {
        Ok(input.prompt.into())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
