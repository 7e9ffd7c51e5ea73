//! The fields of a struct with `#[output]` stand in an output, and no others.

use fal_app::{input, output};

#[input]
struct Base {
    prompt: String,
}

#[output]
struct PaintOutput {
    #[serde(flatten)]
    base: Base,
    seed: u64,
}

fn main() {}
