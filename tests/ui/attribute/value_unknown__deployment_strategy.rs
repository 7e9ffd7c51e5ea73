//! `deployment_strategy` is `"rolling"` or `"recreate"`.

use fal_app::prelude::*;

#[fal_app(deployment_strategy = "role")]
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
