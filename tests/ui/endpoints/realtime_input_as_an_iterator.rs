//! Inputs are waited for, as a stream.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct Stroke {
    width: u32,
}

#[output]
struct Picture {
    width: u32,
}

#[endpoints]
impl Painter {
    #[realtime("/realtime")]
    #[billable(free)]
    async fn paint(&self, strokes: impl Iterator<Item = Stroke>) -> Result<Picture> {
        Ok(Picture { width: strokes.map(|stroke| stroke.width).sum() })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
