//! In a type that is both, the type of a field is both.

use fal_app::{input, output};

#[input]
struct Size {
    width: u32,
}

#[input]
#[output]
struct Picture {
    size: Size,
}

fn main() {}
