//! `#[setup]` makes the app itself.

use fal_app::prelude::*;

struct Model;

#[fal_app]
struct Painter {
    model: Model,
}

#[endpoints]
impl Painter {
    #[setup]
    async fn load() -> Result<Model> {
        Ok(Model)
    }

    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
