//! An endpoint takes one input.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    prompt: String,
    num_images: u32,
    image_size: ImageSize,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self, _: PaintInput, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
