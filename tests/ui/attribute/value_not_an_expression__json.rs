//! A value is a Rust expression, not JSON.

use fal_app::prelude::*;

#[input]
struct Lora {
    path: String,
}

#[input]
struct PaintInput {
    #[field(examples = [[{"path": "one"}]])]
    loras: Vec<Lora>,
}

fn main() {}
