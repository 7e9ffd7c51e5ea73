//! Every mistake in one block is reported, each once.

use fal_app::prelude::*;

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Painter;

#[input]
struct Raw {
    prompt: String,
}

#[endpoints]
impl Painter {
    #[endpoint("ping")]
    #[billable(per_imag)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/pong")]
    async fn pong(&mut self, _: Raw) -> Result<()> {
        Ok(())
    }

    #[endpoint("/paint")]
    #[billable(flat(units = 0))]
    async fn paint(&self, _: Raw) -> Result<()> {
        Ok(())
    }

    #[endpoint("/count")]
    #[billable(per_image)]
    async fn count(&self, _: Raw) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
