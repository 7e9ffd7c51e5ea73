//! `retry_config` takes `timeout`, `server_error` and `connection_error`.

use fal_app::prelude::*;

#[fal_app(retry_config(server_eror = 1))]
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
