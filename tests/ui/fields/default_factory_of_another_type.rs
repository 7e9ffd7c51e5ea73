//! A `default_factory` returns the type of the field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default_factory = || "four")]
    value: u32,
}

fn main() {}
