//! Cuts what a picture shows out of its background.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
pub struct CutOut;

#[input]
#[derive(Default)]
enum Model {
    #[default]
    #[serde(rename = "General Use (Light)")]
    Light,
    #[serde(rename = "General Use (Light 2K)")]
    Light2K,
    #[serde(rename = "General Use (Heavy)")]
    Heavy,
    #[serde(rename = "Matting")]
    Matting,
    #[serde(rename = "Portrait")]
    Portrait,
}

#[input]
enum KnownAspectRatio {
    #[serde(rename = "21:9")]
    Ultrawide,
    #[serde(rename = "16:9")]
    Wide,
}

#[input]
#[serde(untagged)]
enum AspectRatio {
    Known(KnownAspectRatio),
    Other(String),
}

#[input]
struct Input {
    image_url: ImageUrl,
    #[field(default)]
    model: Model,
    #[field(default = "1024x1024", one_of = ["1024x1024", "2048x2048", "2304x2304"])]
    operating_resolution: String,
    #[field(default = AspectRatio::Known(KnownAspectRatio::Wide))]
    aspect_ratio: AspectRatio,
    #[field(default = false)]
    output_mask: bool,
    #[field(ge = 0, le = 255)]
    background_color: Option<[u8; 3]>,
}

#[output]
struct Output {
    image: Image,
    mask_image: Option<Image>,
}

#[endpoints]
impl CutOut {
    #[endpoint("/v2")]
    #[billable(flat)]
    async fn remove(&self, input: Input) -> Result<Output> {
        let image =
            |name: &str| Image::from_url(format!("https://example.com/{name}.png")).size(4, 4);
        Ok(Output {
            image: image("x"),
            mask_image: input.output_mask.then(|| image("m")),
        })
    }
}
