//! The smallest app: it declares nothing. The command `deploy` is tried with it.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Bare;

#[endpoints]
impl Bare {
    #[endpoint("/")]
    async fn answer(&self) -> Result<Value> {
        Ok(42.into())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Bare>()
}
