//! Several threads use the app, so it is `Send`.

use fal_app::prelude::*;

#[fal_app]
struct Painter {
    model: std::sync::MutexGuard<'static, u8>,
}

#[endpoints]
impl Painter {
    #[setup]
    fn load() -> Result<Self> {
        todo!()
    }

    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
