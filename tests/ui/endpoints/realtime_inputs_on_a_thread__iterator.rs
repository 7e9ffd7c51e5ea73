//! A blocking thread that makes many outputs cannot wait for inputs either.

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
    fn paint(&self, strokes: impl Stream<Item = Stroke> + Unpin) -> impl Iterator<Item = Result<Picture>> {
        drop(strokes);
        [Ok(Picture { width: 1 })].into_iter()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
