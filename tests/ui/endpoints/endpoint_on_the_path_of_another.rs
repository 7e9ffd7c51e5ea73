//! The server itself answers `/quote` and `/cancel` below each endpoint.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/paint")]
    async fn paint(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/paint/quote")]
    async fn quote(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
