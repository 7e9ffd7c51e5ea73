//! A default is one of the values of `one_of`.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = "slow", one_of = ["fast", "best"])]
    field: String,
}

fn main() {}
