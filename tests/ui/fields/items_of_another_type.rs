//! The rules of items suit the type of the items.

use std::collections::HashMap;

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_length = 4, items(le = 1))]
    labels: HashMap<String, String>,
}

fn main() {}
