//! A variant holds one type.

use fal_app::input;

#[input]
#[serde(untagged)]
enum Source {
    Text(String),
    Point { x: f64, y: f64 },
}

fn main() {}
