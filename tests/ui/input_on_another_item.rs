use fal_app::input;

#[input]
fn paint() {}

fn main() {}
