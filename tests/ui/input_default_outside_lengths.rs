use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = "abc", max_length = 2)]
    field: String,
}

fn main() {}
