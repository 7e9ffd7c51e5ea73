//! Each item of a default matches the pattern of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = ["red", "Blue"], pattern = "^[a-z]+$")]
    values: Vec<String>,
}

fn main() {}
