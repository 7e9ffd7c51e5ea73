//! A flattened field has no rules and no name: those of its type's fields hold.

use fal_app::input;

#[input]
struct Base {
    prompt: String,
}

#[input]
struct PaintInput {
    #[serde(flatten)]
    #[field(default)]
    base: Base,
}

fn main() {}
