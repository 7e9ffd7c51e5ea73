//! `Billed` is returned by `custom` endpoints alone.

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
    #[billable(per_image)]
    async fn paint(&self, _: PaintInput) -> Result<Billed<PaintOutput>> {
        Ok(Billed::new(PaintOutput { images: vec![] }, 2))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
