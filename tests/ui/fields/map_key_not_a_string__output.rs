//! The keys of a map in an answer are strings.

use std::collections::BTreeMap;

use fal_app::output;

#[output]
struct PaintOutput {
    weights: Vec<BTreeMap<(u32, u32), f64>>,
}

fn main() {}
