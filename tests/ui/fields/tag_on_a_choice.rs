//! An enum of plain names has no tag.

use fal_app::input;

#[input]
#[serde(tag = "format")]
enum Format {
    Jpeg,
    Png,
}

fn main() {}
