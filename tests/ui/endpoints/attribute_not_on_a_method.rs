//! `#[endpoint]` stands on a method.

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

    #[endpoint("/rate")]
    const RATE: u32 = 3;
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
