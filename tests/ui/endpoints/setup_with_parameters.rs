//! A method with `#[setup]` takes no parameters.

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
    fn load(path: &str) -> Result<Self> {
        Ok(Self)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
