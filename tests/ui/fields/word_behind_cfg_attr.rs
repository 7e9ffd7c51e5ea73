//! serde's words are read where they stand alone, not behind a `cfg_attr`.

use fal_app::input;
use serde::Serialize;

#[input]
#[derive(Serialize)]
struct PaintInput {
    prompt: String,
    #[cfg_attr(all(), serde(skip))]
    secret: Option<String>,
    #[cfg_attr(any(), serde(skip))]
    seed: Option<u64>,
}

fn main() {}
