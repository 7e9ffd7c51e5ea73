//! The type of a field has a name.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct App;

#[input]
struct PaintInput {
    #[field(min_length = 1)]
    prompt: impl Into<String>,
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
