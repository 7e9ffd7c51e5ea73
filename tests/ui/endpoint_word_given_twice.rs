//! A word that is given twice.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/", unlisted, unlisted)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
