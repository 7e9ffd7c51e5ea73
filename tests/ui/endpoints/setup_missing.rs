//! An app has a `#[setup]` or a `Default`.

use fal_app::prelude::*;

#[fal_app]
struct Painter {
    model: u8,
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
