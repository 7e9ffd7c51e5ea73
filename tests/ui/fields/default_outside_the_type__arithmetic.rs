//! A default of numbers fits the type of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = 60 * 60)]
    value: u8,
}

fn main() {}
