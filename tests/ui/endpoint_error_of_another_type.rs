//! A `Result` with an error of its own.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<(), String> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
