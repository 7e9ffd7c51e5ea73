//! An app whose struct's name has other letters than ASCII has a `name`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Größe;

#[endpoints]
impl Größe {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Größe>()
}
