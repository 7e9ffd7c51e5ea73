//! A stream is not boxed: fal-app does that.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

use fal_app::stream::BoxStream;

#[output]
struct Picture {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[stream("/stream")]
    async fn paint(&self) -> BoxStream<'_, Result<Picture>> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
