//! `rename_all` takes the cases that serde knows.

use fal_app::input;

#[input]
#[serde(rename_all = "camel_case")]
struct PaintInput {
    num_images: u32,
}

fn main() {}
