//! The type that a variant of an input holds is an input.

use fal_app::input;

struct Raw;

#[input]
#[serde(untagged)]
enum Source {
    Text(String),
    Raw(Raw),
}

fn main() {}
