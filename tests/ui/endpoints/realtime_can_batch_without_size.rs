//! `can_batch` says which inputs go together, and `max_batch_size` how many.

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
    #[realtime("/realtime", can_batch = |_, _, _| true)]
    #[billable(free)]
    async fn paint(&self, stroke: Stroke) -> Result<Picture> {
        Ok(Picture { width: stroke.width })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
