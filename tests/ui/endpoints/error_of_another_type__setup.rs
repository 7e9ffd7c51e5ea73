//! In the `Result` of `#[setup]`, the error is the `Error` of fal-app.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[setup]
    async fn load() -> std::io::Result<Self> {
        Ok(Self)
    }

    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
