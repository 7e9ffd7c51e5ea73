//! `serialize_with` is for outputs.

use fal_app::{input, output};

#[input]
#[output]
struct Seed {
    #[serde(serialize_with = "in_hex")]
    seed: u64,
}

fn main() {}
