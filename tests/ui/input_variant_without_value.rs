use fal_app::input;

#[input]
#[serde(untagged)]
enum Source {
    Text(String),
    Nothing,
}

fn main() {}
