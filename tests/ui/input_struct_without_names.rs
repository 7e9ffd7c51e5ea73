use fal_app::input;

#[input]
struct PaintInput(String);

fn main() {}
