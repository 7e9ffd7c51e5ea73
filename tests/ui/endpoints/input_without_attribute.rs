//! The type of an input has `#[input]`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

struct Raw {
    prompt: String,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self, _: Raw) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
