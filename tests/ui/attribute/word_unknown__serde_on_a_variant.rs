//! A word of serde on a variant is told with its value.

use fal_app::input;

#[input]
enum Duration {
    #[field(rename = "5")]
    Short,
    #[serde(rename = "10")]
    Long,
}

fn main() {}
