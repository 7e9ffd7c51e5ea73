//! An endpoint is an `async fn`, not a function that returns a future.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    fn ping(&self) -> impl Future<Output = Result<()>> {
        async { Ok(()) }
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
