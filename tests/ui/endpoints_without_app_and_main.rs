//! Endpoints of a struct that is no app, in a library.

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
