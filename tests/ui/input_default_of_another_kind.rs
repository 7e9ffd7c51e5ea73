use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = "one")]
    field: u32,
}

fn main() {}
