//! A flattened field brings no name that another field has.

use fal_app::input;

#[input]
struct Base {
    #[serde(rename = "text", alias = "prompt")]
    what: String,
}

#[input]
struct PaintInput {
    prompt: String,
    #[serde(flatten)]
    base: Base,
}

fn main() {}
