//! `num_gpus` needs a machine that has GPUs.

use fal_app::prelude::*;

#[fal_app(machine_type = "M", num_gpus = 2)]
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
