//! `#[billable]` and `#[example]` stand on endpoints alone.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    #[setup]
    #[billable(free)]
    fn load() -> Result<Self> {
        Ok(Self)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
