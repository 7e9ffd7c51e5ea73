//! A default is as long as the field may be.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = "abc", max_length = 2)]
    field: String,
}

fn main() {}
