//! An attribute of a method is imported as any other.

use fal_app::{Result, endpoints, fal_app};

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> std::process::ExitCode {
    ::fal_app::main::<Painter>()
}
