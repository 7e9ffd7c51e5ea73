//! `#[input]` stands on a struct or an enum.

use fal_app::input;

#[input]
fn paint() {}

fn main() {}
