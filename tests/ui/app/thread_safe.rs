//! Several threads use the app at once, so it is `Send` and `Sync`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter {
    count: std::cell::Cell<u32>,
}

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
