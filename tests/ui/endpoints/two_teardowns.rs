//! An app has one `#[teardown]`.

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
    fn unload(self) {}

    #[teardown]
    fn unload_more(self) {}
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
