//! What `Cargo.toml` says is not said again.

use fal_app::prelude::*;

#[fal_app(requirements = ["image"])]
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
