//! Each endpoint has a path of its own, where both `#[cfg]`s hold.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[cfg(not(any()))]
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    #[cfg(not(any()))]
    #[endpoint("/")]
    async fn pong(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
