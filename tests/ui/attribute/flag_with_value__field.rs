//! `hidden` takes no value.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default, hidden = true)]
    field: u32,
}

fn main() {}
