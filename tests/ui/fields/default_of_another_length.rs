//! A default of a tuple or an array has as many items as the type.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = [0, 0])]
    colour: [u8; 3],
}

fn main() {
    let _ = PaintInput::required();
}
