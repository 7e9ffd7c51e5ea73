//! An endpoint returns a `Result`: what has a name of its own may be an alias.

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
    async fn paint(&self) -> Picture {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
