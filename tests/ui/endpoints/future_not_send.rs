//! The future of an endpoint is `Send`.

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
