//! An endpoint returns a value, not a reference.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<&'static str> {
        Ok("pong")
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
