//! `#[field]` stands on a field, not on a variant.

use fal_app::input;

#[input]
enum Format {
    #[field(hidden)]
    Jpeg,
    Png,
}

fn main() {}
