//! A path that the server owns.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/openapi.json")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
