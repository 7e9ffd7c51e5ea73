//! An enum whose variants hold types is tagged or untagged.

use fal_app::input;

#[input]
enum Source {
    Count(u32),
    Text(String),
}

fn main() {}
