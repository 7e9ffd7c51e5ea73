//! An endpoint returns a `Result`, not an `Option`.

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
    async fn paint(&self) -> Option<Picture> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
