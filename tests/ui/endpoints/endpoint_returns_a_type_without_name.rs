//! The output of an endpoint has a name.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self) -> Result<impl std::fmt::Debug> {
        Ok(1)
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
