//! A default of numbers obeys the bounds of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = 60 * 60, le = 600)]
    value: u32,
}

fn main() {}
