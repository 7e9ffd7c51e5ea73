//! A constant default exists.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = PROMPT, le = 4)]
    value: u32,
}

fn main() {}
