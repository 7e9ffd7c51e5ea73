//! `max_file_size` is for media.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_file_size = 1024)]
    field: String,
}

fn main() {}
