//! An operand reads no field that has a `default_factory`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

fn dice() -> u32 {
    4
}

#[input]
struct PaintInput {
    prompt: String,
    #[field(default_factory = dice)]
    num_images: u32,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(flat, times = if input.num_images > 2 { 2 } else { 1 })]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
