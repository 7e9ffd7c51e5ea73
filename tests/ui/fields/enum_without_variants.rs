//! An enum has at least one variant.

use fal_app::input;

#[input]
enum Format {}

fn main() {}
