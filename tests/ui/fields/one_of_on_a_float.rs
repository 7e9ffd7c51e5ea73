//! Only whole numbers are listed in `one_of`.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = [1, 2])]
    field: f64,
}

fn main() {}
