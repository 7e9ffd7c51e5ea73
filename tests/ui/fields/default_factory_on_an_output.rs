//! An output has no `default_factory`: nothing is left out of it.

use fal_app::prelude::*;

#[output]
struct Ours {
    #[field(default_factory = || 4)]
    value: u32,
}

fn main() {}
