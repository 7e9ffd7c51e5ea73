//! A method with `#[setup]` returns a `Result`.

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
    fn load() -> Self {
        Self
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
