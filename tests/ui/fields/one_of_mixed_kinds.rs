//! The values of `one_of` are of one kind.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = [480, "720"])]
    field: u32,
}

fn main() {}
