//! `#[fal_app]` stands on a struct: an enum has one error, also with `#[endpoints]`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
enum Painter {
    #[default]
    Only,
}

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
