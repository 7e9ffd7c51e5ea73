//! So has one that lies deeper, in `times`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    prompt: String,
    style: Style,

}

#[input]
struct Style {
    #[field(gt = -2)]
    weight: i32,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(flat, times = input.style.weight)]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
