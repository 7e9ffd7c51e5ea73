//! A time is a number above 0.

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
    #[realtime("/realtime", session_timeout = 0)]
    #[billable(free)]
    async fn paint(&self, stroke: Stroke) -> Result<Picture> {
        Ok(Picture { width: stroke.width })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
