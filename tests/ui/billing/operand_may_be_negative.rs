//! An operand is not negative: a signed field has a bound.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    prompt: String,
    #[field(default = 1, le = 4)]
    num_images: i64,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image)]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
