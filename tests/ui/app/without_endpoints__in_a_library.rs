//! The `impl` of an app has `#[endpoints]`, also where no `main` runs it.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

impl Painter {
    #[endpoint("/")]
    #[billable(free)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
