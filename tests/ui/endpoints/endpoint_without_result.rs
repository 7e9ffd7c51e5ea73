//! An endpoint returns a `Result`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> String {
        String::new()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
