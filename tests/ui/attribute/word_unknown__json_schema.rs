//! A word of JSON Schema is told with its value.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_items = 4)]
    images: Vec<String>,
}

fn main() {}
