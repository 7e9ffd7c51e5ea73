//! The default of an enum is one of its variants, not a string.

use fal_app::input;

#[input]
enum Format {
    Jpeg,
    Png,
}

#[input]
struct PaintInput {
    #[field(default = "jpeg")]
    format: Format,
}

fn main() {}
