//! Nothing is deferred of what has no units.

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
    #[stream("/")]
    #[billable(free, deferred)]
    async fn paint(&self, _: PaintInput) -> impl Stream<Item = Result<PaintOutput>> {
        stream::iter([Ok(PaintOutput { images: vec![] })])
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
