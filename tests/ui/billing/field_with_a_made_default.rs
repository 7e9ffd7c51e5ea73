//! The default of a field that an operand reads is the same for every request.

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
    #[field(default = dice())]
    num_images: u32,
    image_size: ImageSize,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image(images = input.num_images))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
