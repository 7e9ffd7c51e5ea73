//! A struct without `#[input]` has no fields that stand in an input.

use fal_app::input;

struct Base {
    prompt: String,
}

#[input]
struct PaintInput {
    #[serde(flatten)]
    base: Base,
    seed: Option<u64>,
}

fn main() {
    let _ = Base { prompt: String::new() }.prompt;
}
