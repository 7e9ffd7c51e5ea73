//! Only a plain name has an amount.

use fal_app::prelude::*;

#[input]
struct Url {
    url: String,
}

#[input]
#[serde(untagged)]
enum Source {
    #[field(amount = 2)]
    Url(Url),
    Text(String),
}

fn main() {}
