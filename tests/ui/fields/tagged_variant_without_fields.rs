//! A variant of a tagged enum holds a struct.

use fal_app::input;

#[input]
#[serde(tag = "type")]
enum Source {
    Text(String),
    Point(Point),
}

#[input]
struct Point {
    x: f64,
    y: f64,
}

fn main() {}
