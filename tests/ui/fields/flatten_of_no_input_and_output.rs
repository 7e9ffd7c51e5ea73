//! The fields of a struct with both attributes stand in a type with both, and no others.

use fal_app::{input, output};

#[input]
struct Base {
    prompt: String,
}

#[input]
#[output]
struct Paint {
    #[serde(flatten)]
    base: Base,
    seed: u64,
}

fn main() {}
