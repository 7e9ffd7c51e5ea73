//! An endpoint takes its context by shared reference.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self, context: &mut RequestContext) -> Result<()> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
