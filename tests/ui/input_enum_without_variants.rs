use fal_app::input;

#[input]
enum Format {}

fn main() {}
