//! An app is one struct, without generics: its block says nothing more of them.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter<M> {
    model: M,
}

#[endpoints]
impl<M: Default> Painter<M> {
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter<u8>>()
}
