use fal_app::input;

#[input]
enum Format {
    Jpeg,
    Png,
}

#[input]
struct PaintInput {
    #[field(default = "jpeg")]
    format: Format,
}

fn main() {}
