//! The word that names the unit is `unit`; `units` is a meter.

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
    #[billable(per_image, units = "picture")]
    async fn paint(&self, _: PaintInput) -> Result<PaintOutput> {
        Ok(PaintOutput { images: vec![] })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
