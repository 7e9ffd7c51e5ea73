//! Each item of a literal default obeys the rules of the items.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = [[1, 2], [3]], items(max_length = 2, items(le = 2)))]
    rows: Vec<Vec<u32>>,
}

fn main() {
    let _ = PaintInput::required();
}
