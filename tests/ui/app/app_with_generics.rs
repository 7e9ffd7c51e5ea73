//! An app is one struct, without generics.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter<M> {
    model: M,
}

#[endpoints]
impl Painter<u8> {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter<u8>>()
}
