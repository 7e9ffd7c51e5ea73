//! A value is a literal: an attribute does not know what a constant is.

use fal_app::prelude::*;

const SECONDS: u32 = 60;

#[fal_app(keep_alive = SECONDS)]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
