//! The `impl` of an app has `#[endpoints]`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

impl Painter {
    #[endpoint("/")]
    #[billable(free)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
