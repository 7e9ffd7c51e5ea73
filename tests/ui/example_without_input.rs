//! An example of an endpoint that takes nothing.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[example(3)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
