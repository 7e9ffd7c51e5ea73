//! The context of a request has a type of its own.

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

struct Request;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self, _: PaintInput, context: &Request) -> Result<()> {
        let _ = context;
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
