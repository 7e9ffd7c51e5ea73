//! An app whose `impl` has no `#[endpoints]`, in a library.

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
