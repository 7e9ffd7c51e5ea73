//! A method with `#[teardown]` takes `self`.

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

    #[teardown]
    fn unload(&self) {}
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
