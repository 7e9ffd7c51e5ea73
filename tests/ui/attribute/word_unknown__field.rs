//! `#[field]` takes the words that it documents, and no other.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(min_lenght = 1)]
    field: u32,
}

fn main() {}
