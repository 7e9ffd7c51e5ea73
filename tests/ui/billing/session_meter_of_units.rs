//! A session carries no units.

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
    #[billable(units(input.width))]
    async fn paint(&self, stroke: Stroke) -> Result<Picture> {
        Ok(Picture { width: stroke.width })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
