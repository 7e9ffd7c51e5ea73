//! An operand reads no field that has a `default_factory`.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

fn dice() -> u32 {
    4
}

#[input]
struct Style {
    #[field(default_factory = dice)]
    strength: u32,
    #[field(default = 1)]
    weight: u32,
}

#[input]
struct PaintInput {
    style: Style,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(units(input.style.strength))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
