//! In an app that callers pay for, each endpoint says what it costs.

use fal_app::prelude::*;

#[fal_app(auth = "shared")]
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
