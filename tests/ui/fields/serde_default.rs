//! A default is declared by `#[field]`, not by `#[serde]`.

use fal_app::input;

#[input]
struct PaintInput {
    #[serde(default)]
    seed: u64,
}

fn main() {}
