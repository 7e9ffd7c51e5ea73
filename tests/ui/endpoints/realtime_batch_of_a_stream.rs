//! Inputs are taken together where one output answers them.

use fal_app::prelude::*;
use fal_app::stream::{self, StreamExt};

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
    #[realtime("/realtime", max_batch_size = 4)]
    #[billable(free)]
    async fn paint(&self, strokes: Vec<Stroke>) -> impl Stream<Item = Result<Picture>> {
        stream::iter(strokes).map(|stroke| Ok(Picture { width: stroke.width }))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
