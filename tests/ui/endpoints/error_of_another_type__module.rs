//! In the `Result` of an endpoint, the error is the `Error` of fal-app, also by a name as `io::Result`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

use std::io;

#[output]
struct Picture {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self) -> io::Result<Picture> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
