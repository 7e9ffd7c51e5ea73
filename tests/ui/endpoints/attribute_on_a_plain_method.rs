//! `#[billable]` stands on an endpoint.

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

    #[billable(free)]
    fn help(&self) {}
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
