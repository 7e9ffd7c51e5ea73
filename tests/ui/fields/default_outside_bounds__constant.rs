//! A constant default obeys the bounds of its field.

use fal_app::prelude::*;

const MOST: u8 = 9;

#[input]
struct Ours {
    #[field(default = MOST, le = 4)]
    value: u32,
}

fn main() {}
