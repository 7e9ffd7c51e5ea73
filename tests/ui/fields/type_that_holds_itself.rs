//! A struct does not hold itself without an end.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct App;

#[input]
struct PaintInput {
    again: Option<Self>,
}

#[endpoints]
impl App {
    #[endpoint("/")]
    async fn paint(&self, input: PaintInput) -> Result<()> {
        drop(input);
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<App>()
}
