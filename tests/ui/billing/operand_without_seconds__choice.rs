//! A choice has no seconds until its variants say them.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
enum Length {
    Short,
    Long,
}

#[input]
struct PaintInput {
    length: Length,
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
    #[billable(per_audio_second(seconds = input.length))]
    async fn paint(&self, _: PaintInput) -> Result<PaintOutput> {
        Ok(PaintOutput { images: vec![] })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
