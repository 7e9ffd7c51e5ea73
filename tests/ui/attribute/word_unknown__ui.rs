//! `ui` takes `field`, `important` and `hint`.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ui(importent))]
    field: String,
}

fn main() {}
