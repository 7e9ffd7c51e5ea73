//! A `default_factory` is a function, not what it returns.

use fal_app::prelude::*;

fn dice() -> u32 {
    4
}

#[input]
struct Ours {
    #[field(default_factory = dice())]
    value: u32,
}

fn main() {}
