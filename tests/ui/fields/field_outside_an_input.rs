//! `#[field]` stands in a type with `#[input]` or `#[output]`.

struct PaintInput {
    #[field(ge = 1)]
    num_images: u32,
}

fn main() {}
