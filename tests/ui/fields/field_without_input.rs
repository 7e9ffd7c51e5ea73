//! The type of an input's field is an input.

use fal_app::input;

struct Raw;

#[input]
struct PaintInput {
    #[field(default = 1, ge = 1)]
    raw: Raw,
}

fn main() {
    let _ = PaintInput::required();
}
