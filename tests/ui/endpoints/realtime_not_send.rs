//! A session may move to another thread while its method waits.

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
    #[realtime("/realtime")]
    #[billable(free)]
    async fn paint(&self, stroke: Stroke) -> Result<Picture> {
        let width = std::rc::Rc::new(stroke.width);
        stream::once(async {}).collect::<()>().await;
        Ok(Picture { width: *width })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
