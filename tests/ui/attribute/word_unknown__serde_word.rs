//! A word of serde is told with its value.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(rename = "imageSize")]
    image_size: String,
}

fn main() {}
