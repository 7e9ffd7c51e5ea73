//! A constant default obeys the lengths of its field.

use fal_app::prelude::*;

const PROMPT: &str = "a fox";

#[input]
struct Ours {
    #[field(default = PROMPT, max_length = 3)]
    value: String,
}

fn main() {}
