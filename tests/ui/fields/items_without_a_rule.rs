//! `items` says a rule.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(items)]
    prompts: Vec<String>,
}

fn main() {}
