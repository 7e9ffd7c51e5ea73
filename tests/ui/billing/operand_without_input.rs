//! An operand that reads `input` needs an endpoint that takes one.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[output]
struct PaintOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image(images = input.num_images))]
    async fn paint(&self) -> Result<PaintOutput> {
        Ok(PaintOutput { images: vec![] })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
