//! An operand that is not followed to the fields that it reads has no `default_factory` among them.

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

fn effort(style: &Option<Box<Style>>) -> u32 {
    style.as_ref().map_or(1, |style| style.strength)
}

#[input]
struct PaintInput {
    style: Option<Box<Style>>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(units(effort(&input.style)))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
