//! The keys of a map are strings.

use std::collections::HashMap;

use fal_app::input;

#[input]
struct PaintInput {
    weights: HashMap<u32, f64>,
}

fn main() {}
