//! A list of inputs is what waits together: `max_batch_size` says how many.

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
    async fn paint(&self, strokes: Vec<Stroke>) -> Result<Picture> {
        Ok(Picture { width: strokes.iter().map(|stroke| stroke.width).sum() })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
