//! `#[serde]` on a field takes the words that are documented, and no other.

use fal_app::output;

#[output]
struct PaintOutput {
    #[serde(skip)]
    seed: u64,
}

fn main() {}
