//! A session answers a stream of `#[output]`s.

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
    async fn paint(&self, stroke: Stroke) -> Result<impl Stream<Item = Result<Stroke>>> {
        Ok(stream::iter([Ok(stroke)]))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
