use fal_app::input;

#[input]
struct PaintInput {
    #[field(min_lenght = 1)]
    field: u32,
}

fn main() {}
