//! An example is an expression of Rust.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[example(prompt: "a fox")]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        todo!()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
