//! An `#[endpoint]` in another `impl` of an app.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

impl Painter {
    #[endpoint("/pong")]
    #[billable(free)]
    async fn pong(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
