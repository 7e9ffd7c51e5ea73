//! An endpoint returns a `Result`, also where it has nothing to say.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) {

    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
