//! `other(…)` takes machines that this crate does not know.

use fal_app::prelude::*;

#[fal_app(machine_type = other("GPU-H100"))]
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
