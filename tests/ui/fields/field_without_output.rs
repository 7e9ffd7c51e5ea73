//! The type of an output's field is an output.

use fal_app::output;

struct Raw;

#[output]
struct PaintOutput {
    raw: Raw,
}

fn main() {}
