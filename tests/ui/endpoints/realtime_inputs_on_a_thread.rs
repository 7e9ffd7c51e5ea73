//! A blocking thread cannot wait for inputs.

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
    fn paint(&self, strokes: impl Stream<Item = Stroke> + Unpin) -> Result<Picture> {
        drop(strokes);
        Ok(Picture { width: 1 })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
