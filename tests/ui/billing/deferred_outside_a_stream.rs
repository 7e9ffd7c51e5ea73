//! Only a stream is `deferred`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    num_images: u32,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image, deferred)]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
