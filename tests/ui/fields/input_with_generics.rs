//! An input has no generics.

use fal_app::input;

#[input]
struct PaintInput<T> {
    value: T,
}

fn main() {}
