use fal_app::output;

struct Raw;

#[output]
struct PaintOutput {
    raw: Raw,
}

fn main() {}
