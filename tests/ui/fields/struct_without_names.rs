//! The fields of an input have names.

use fal_app::input;

#[input]
struct PaintInput(String);

fn main() {}
