//! Each item of a list is one of the names that it takes.

use fal_app::prelude::*;

#[fal_app(regions = ["us-west", "eu-nord"])]
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
