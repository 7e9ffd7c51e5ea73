use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = [1, 300])]
    field: Vec<u8>,
}

fn main() {}
