//! An output is a type with named fields, not a bare value.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn ping(&self) -> Result<String> {
        Ok(String::new())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
