//! `#[example]` has a value.

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
    #[example]
    async fn ping(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
