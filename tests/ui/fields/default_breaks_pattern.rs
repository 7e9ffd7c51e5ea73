//! A default matches the pattern of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = "A fox", pattern = "^[a-z ]+$")]
    value: String,
}

fn main() {}
