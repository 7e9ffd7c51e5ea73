//! `min_length` is at most `max_length`.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(min_length = 2, max_length = 1)]
    field: String,
}

fn main() {}
