//! A session takes an `#[input]`, or a `Value` of any kind.

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
    async fn paint(&self, picture: Picture) -> Result<Picture> {
        Ok(picture)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
