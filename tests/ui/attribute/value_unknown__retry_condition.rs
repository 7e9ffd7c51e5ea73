//! `skip_retry_conditions` takes `"timeout"`, `"server_error"` and `"connection_error"`.

use fal_app::prelude::*;

#[fal_app(skip_retry_conditions = ["timeouts"])]
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
