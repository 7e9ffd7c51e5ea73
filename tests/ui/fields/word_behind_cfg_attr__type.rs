//! serde's words on a type are read where they stand alone.

use fal_app::output;
use serde::Serialize;

#[output]
#[derive(Serialize)]
#[cfg_attr(all(), cfg_attr(all(), serde(rename_all = "camelCase")))]
struct PaintOutput {
    num_images: u32,
}

fn main() {}
