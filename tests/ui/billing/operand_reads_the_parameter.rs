//! An operand calls the input `input`, whatever the method calls it.

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

#[output]
struct PaintOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image(images = request.num_images))]
    async fn paint(&self, request: PaintInput) -> Result<PaintOutput> {
        drop(request);
        Ok(PaintOutput { images: vec![] })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
