//! A variant that holds a type has one name.

use fal_app::input;

#[input]
#[serde(untagged)]
enum Source {
    #[serde(alias = "words")]
    Text(String),
    Count(u32),
}

fn main() {}
