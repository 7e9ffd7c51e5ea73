//! A path that the server owns because of another endpoint.

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
