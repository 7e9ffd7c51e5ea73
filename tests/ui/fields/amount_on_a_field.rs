//! An amount is a choice's, not a field's.

use fal_app::prelude::*;

#[input]
struct FilmInput {
    #[field(amount = 5)]
    duration: u32,
}

fn main() {}
