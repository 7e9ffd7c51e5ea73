//! A field of an example has the type of the input's field.

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
    #[example(PaintInput { prompt: "a fox".into(), num_images: "two", image_size: ImageSize::SQUARE, .. })]
    async fn ping(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
