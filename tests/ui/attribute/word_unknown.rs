//! An attribute takes the words that it documents, and no other.

use fal_app::prelude::*;

#[fal_app(machin_type = "GPU-H100")]
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
