//! A session takes a stream of an `#[input]`.

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
    async fn paint(&self, pictures: impl Stream<Item = Picture> + Unpin) -> Result<Picture> {
        drop(pictures);
        Ok(Picture { width: 1 })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
