//! Every mistake in one type is reported, each once.

use fal_app::{ImageSize, input};

#[input]
struct PaintInput {
    #[field(min_lenght = 1)]
    prompt: String,
    #[field(default = 5, le = 4)]
    num_images: u32,
    #[field(max_length = 2)]
    image_size: ImageSize,
    #[field(ge = "low")]
    strength: f64,
    #[serde(skip)]
    seed: Option<u64>,
}

fn main() {
    let _ = PaintInput::required("a fox", ImageSize::SQUARE, 0.5);
}
