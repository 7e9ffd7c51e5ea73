//! `machine_type` takes the machines that this crate knows, and `other(…)` takes newer ones.

use fal_app::prelude::*;

#[fal_app(machine_type = "GPU-H1000")]
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
