//! Several machines are an array.

use fal_app::prelude::*;

#[fal_app(machine_type = "GPU-H100, GPU-A100")]
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
