//! A value is of the kind that its word takes.

use fal_app::prelude::*;

#[fal_app(keep_alive = "60")]
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
