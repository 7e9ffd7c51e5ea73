//! A field of an example is a field of the input.

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
    #[example(PaintInput { promt: "a fox".into(), .. })]
    async fn ping(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
