//! An endpoint returns a `Result`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[output]
struct PaintOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> PaintOutput {
        PaintOutput { images: vec![] }
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
