//! Every mistake in one `#[fal_app]` is reported, each once.

use fal_app::prelude::*;

#[fal_app(
    auth = "sharred",
    machin_type = "GPU-H100",
    regions = ["us-wst"],
    min_concurrency = 3,
    max_concurrency = 2,
    keep_alive = "60"
)]
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
