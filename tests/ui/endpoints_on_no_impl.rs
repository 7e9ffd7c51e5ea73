//! `#[endpoints]` on a struct.

use fal_app::prelude::*;

#[endpoints]
struct Painter;

fn main() {}
