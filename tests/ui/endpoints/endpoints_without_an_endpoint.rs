//! A block has at least one endpoint.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[setup]
    fn load() -> Result<Self> {
        Ok(Self)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
