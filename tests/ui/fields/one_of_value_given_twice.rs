//! `one_of` lists each value once.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = [480, 720, 480])]
    field: u32,
}

fn main() {}
