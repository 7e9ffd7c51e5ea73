//! A default size obeys the rules of its field.

use fal_app::prelude::*;

#[input]
struct Ours {
    #[field(default = ImageSize::new(640, 4800), max_area = 1048576)]
    value: ImageSize,
}

fn main() {}
