use fal_app::input;

struct Raw;

#[input]
#[serde(untagged)]
enum Source {
    Text(String),
    Raw(Raw),
}

fn main() {}
