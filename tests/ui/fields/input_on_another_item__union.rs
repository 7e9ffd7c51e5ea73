//! `#[input]` does not stand on a `union`.

use fal_app::input;

#[input]
union Bits {
    whole: u32,
    number: f32,
}

fn main() {}
