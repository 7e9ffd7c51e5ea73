//! An operand that is not followed to the fields that it reads has no `default_factory` among them.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

fn dice() -> u32 {
    4
}

#[input]
struct Layer {
    layers: Vec<Layer>,
    group: Option<Box<Group>>,
}

#[input]
struct Group {
    layers: Vec<Layer>,
    #[field(default_factory = dice)]
    weight: u32,
}

#[input]
struct PaintInput {
    layers: Vec<Layer>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(units(input.layers.len() as u32))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
