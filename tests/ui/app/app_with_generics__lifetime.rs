//! An app owns what it holds.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter<'a> {
    model: Option<&'a str>,
}

#[endpoints]
impl Painter<'_> {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
