//! A rule suits the type behind an alias.

use fal_app::input;

type Percent = u8;

#[input]
struct PaintInput {
    #[field(le = 1000)]
    strength: Percent,
}

fn main() {}
