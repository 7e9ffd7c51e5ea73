//! `concurrency_buffer_perc` is at most 100.

use fal_app::prelude::*;

#[fal_app(concurrency_buffer_perc = 101)]
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
