//! An enum is either tagged or untagged.

use fal_app::input;

#[input]
#[serde(tag = "type", untagged)]
enum Source {
    Count(u32),
    Text(String),
}

fn main() {}
