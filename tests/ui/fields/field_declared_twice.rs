//! Each field is declared once.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct App;

#[input]
struct PaintInput {
    #[field(min_length = 1)]
    prompt: String,
    #[field(default = 1)]
    prompt: u32,
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
