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

#[input]
#[serde(untagged)]
enum Source {
    Styled(Style),
    Plain(String),
}

#[input]
struct PaintInput {
    source: Source,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(units(if let Source::Styled(style) = &input.source { style.strength } else { 1 }))]
    async fn paint(&self, _: PaintInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
