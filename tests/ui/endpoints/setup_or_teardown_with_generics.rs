//! A method with `#[setup]` has no generics.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    #[setup]
    fn load<M>() -> Result<Self> {
        Ok(Self)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
