//! An endpoint returns a `Result` of one output, not a list.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[output]
struct Picture {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self) -> Vec<Picture> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
