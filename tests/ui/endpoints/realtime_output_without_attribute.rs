//! A session answers an `#[output]`.

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
    async fn paint(&self, stroke: Stroke) -> Result<Stroke> {
        Ok(stroke)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
