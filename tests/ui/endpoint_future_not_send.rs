//! A future that stays on its thread.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        let count = std::rc::Rc::new(0);
        std::future::ready(()).await;
        drop(count);
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
