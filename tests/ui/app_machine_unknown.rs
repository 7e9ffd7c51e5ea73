//! A machine that does not exist.

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
