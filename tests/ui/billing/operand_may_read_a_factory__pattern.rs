//! An operand that is not followed to the fields that it reads has no `default_factory` among them.

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
    #[billable(units({ let PaintInput { num_images, .. } = input; *num_images }))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
