//! An alias of a `Result` has the `Error` of fal-app.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

type Answer<T> = std::io::Result<T>;

#[output]
struct Picture {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    fn paint(&self) -> Answer<Picture> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
