//! An endpoint takes `&self` for as long as its request.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&'static self) -> Result<()> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
