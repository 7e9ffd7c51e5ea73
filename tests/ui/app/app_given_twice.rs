//! An app has one `#[fal_app]`.

use fal_app::prelude::*;

#[fal_app(auth = "public")]
#[fal_app(keep_alive = 60)]
#[derive(Default)]
struct Painter;

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
