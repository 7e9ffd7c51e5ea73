//! A variant beside others that hold a type holds one too.

use fal_app::input;

#[input]
#[serde(untagged)]
enum Source {
    Text(String),
    Nothing,
}

fn main() {}
