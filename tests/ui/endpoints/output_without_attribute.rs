//! The type of an output has `#[output]`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

struct Raw;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<Raw> {
        Ok(Raw)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
