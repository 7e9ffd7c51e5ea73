//! A default is a multiple of `multiple_of`.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = 5, multiple_of = 8)]
    field: u32,
}

fn main() {}
