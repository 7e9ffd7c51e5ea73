//! `min_concurrency` is at most `max_concurrency`.

use fal_app::prelude::*;

#[fal_app(min_concurrency = 3, max_concurrency = 2)]
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
