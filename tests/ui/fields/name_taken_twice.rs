//! Each field has a name of its own.

use fal_app::input;

#[input]
struct PaintInput {
    prompt: String,
    #[serde(rename = "prompt")]
    text: String,
}

fn main() {}
