//! The fields of a struct with `#[input]` stand in an input, and no others.

use std::collections::HashMap;

use fal_app::input;

#[input]
struct PaintInput {
    prompt: String,
    #[serde(flatten)]
    more: HashMap<String, String>,
}

fn main() {
    let _ = PaintInput::required("a fox", HashMap::new());
}
