//! The struct of a block has `#[fal_app]`, also where no `main` runs it.

use fal_app::prelude::*;

#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
