//! `#[endpoints]` stands on the app's own `impl`, not on that of a trait.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

trait Paints {
    async fn paint(&self) -> Result<()>;
}

#[endpoints]
impl Paints for Painter {
    #[endpoint("/")]
    async fn paint(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
