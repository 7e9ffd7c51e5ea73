//! An app that is neither `Send` nor `Sync` has one error.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter {
    model: std::rc::Rc<u8>,
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
