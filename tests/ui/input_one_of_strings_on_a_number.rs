use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = ["one"])]
    field: u32,
}

fn main() {}
