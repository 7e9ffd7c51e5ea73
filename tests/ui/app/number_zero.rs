//! `num_gpus` is at least 1.

use fal_app::prelude::*;

#[fal_app(machine_type = "GPU-H100", num_gpus = 0)]
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
