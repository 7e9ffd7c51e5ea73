//! The bare word `default` is for a type that has one.

use fal_app::prelude::*;

#[input]
enum Format {
    Jpeg,
    Png,
}

#[input]
struct Ours {
    #[field(default)]
    value: Format,
}

fn main() {}
