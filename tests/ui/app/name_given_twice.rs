//! A list names each region once.

use fal_app::prelude::*;

#[fal_app(regions = ["us-west", "us-west"])]
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
