//! A `default_factory` is a function, not a value.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default_factory = 4)]
    value: u32,
}

fn main() {}
