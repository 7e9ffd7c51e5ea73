use fal_app::output;

#[output]
struct PaintOutput {
    #[serde(skip)]
    seed: u64,
}

fn main() {}
