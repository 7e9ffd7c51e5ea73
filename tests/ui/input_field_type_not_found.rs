use fal_app::input;

#[input]
struct PaintInput {
    #[field(default, ge = 1)]
    raw: Raw,
}

fn main() {}
