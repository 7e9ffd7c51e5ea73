//! The platform retries at most 9 times.

use fal_app::prelude::*;

#[fal_app(retry_config(timeout = 10))]
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
