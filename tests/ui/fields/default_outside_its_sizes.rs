//! A default size obeys the rules of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = ImageSize::LANDSCAPE_16_9, max_width = 512)]
    value: ImageSize,
}

fn main() {}
