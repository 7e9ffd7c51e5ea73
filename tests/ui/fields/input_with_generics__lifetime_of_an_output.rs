//! An output owns what it holds: its endpoint says nothing more of it.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[output]
struct Picture<'a> {
    title: &'a str,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    async fn paint(&self) -> Result<Picture<'_>> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
