//! A field has one default.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = 4, default_factory = || 4)]
    value: u32,
}

fn main() {}
