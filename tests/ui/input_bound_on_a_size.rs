use fal_app::{ImageSize, input};

#[input]
struct PaintInput {
    #[field(le = 2048)]
    field: ImageSize,
}

fn main() {}
