//! A body may have at most 1024 MiB.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    image_url: ImageUrl,
}

#[endpoints]
impl Painter {
    #[endpoint("/", max_body_mib = 1025)]
    async fn paint(&self, input: PaintInput) -> Result<()> {
        drop(input);
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
