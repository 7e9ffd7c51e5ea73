//! The sessions of `by-hand-realtime`, declared.

use fal_app::Bytes;
use fal_app::prelude::*;

#[fal_app(auth = "shared", max_multiplexing = 64)]
#[derive(Default)]
struct Camera;

#[input]
struct Frame {
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    #[field(default = 0.5, ge = 0, le = 1)]
    strength: f64,
    #[field(default)]
    pixels: Bytes,
}

#[output]
struct Styled {
    prompt: String,
    strength: f64,
    pixels: Bytes,
}

#[endpoints]
impl Camera {
    /// Answers what it is sent.
    #[realtime("/realtime")]
    #[billable(flat)]
    async fn style(&self, input: Frame) -> Result<Styled> {
        Ok(Styled {
            prompt: input.prompt,
            strength: input.strength,
            pixels: input.pixels,
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Camera>()
}
