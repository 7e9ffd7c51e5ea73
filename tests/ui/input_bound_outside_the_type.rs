use fal_app::input;

#[input]
struct PaintInput {
    #[field(le = 300)]
    field: u8,
}

fn main() {}
