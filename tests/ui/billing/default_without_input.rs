//! The default of an operand needs the input that it reads.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

#[output]
struct PaintOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image)]
    async fn paint(&self) -> Result<PaintOutput> {
        Ok(PaintOutput { images: vec![] })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
