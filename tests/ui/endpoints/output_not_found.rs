//! The type of an output exists, and its absence is reported once.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<PaintOutptu> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
