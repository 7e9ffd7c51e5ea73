//! An app has one health check.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/ready", health_check)]
    fn ready(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/well", health_check)]
    fn well(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
