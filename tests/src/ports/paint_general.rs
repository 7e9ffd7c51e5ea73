//! Paints pictures with weights and pictures beside the model's own.

use std::collections::HashMap;

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
pub struct PaintGeneral;

#[input]
struct LoraWeight {
    path: String,
    #[field(default = 1, ge = 0, le = 4)]
    scale: f64,
}

#[input]
struct ControlNet {
    path: String,
    config_url: Option<FileUrl>,
    variant: Option<String>,
    control_image_url: ImageUrl,
    mask_image_url: Option<ImageUrl>,
    #[field(default = 0.5, ge = 0.01, le = 0.99)]
    mask_threshold: f64,
    #[field(default = 1.0, ge = 0.0, le = 2.0)]
    conditioning_scale: f64,
    #[field(default = 0, ge = 0, le = 1)]
    start_percentage: f64,
    #[field(default = 1, ge = 0, le = 1)]
    end_percentage: f64,
}

#[input]
#[serde(rename_all = "kebab-case")]
enum ControlMode {
    Canny,
    Tile,
    Depth,
    Blur,
    Pose,
    Gray,
    LowQuality,
}

#[input]
struct ControlNetUnionInput {
    control_image_url: ImageUrl,
    control_mode: ControlMode,
    #[field(default = 1.0, ge = 0.0, le = 2.0)]
    conditioning_scale: f64,
}

#[input]
struct ControlNetUnion {
    path: String,
    controls: Vec<ControlNetUnionInput>,
}

#[input]
#[serde(untagged)]
enum OneOrMore {
    One(ImageUrl),
    More(Vec<ImageUrl>),
}

#[input]
struct ImageFillInput {
    #[field(default = OneOrMore::More(Vec::new()))]
    fill_image_url: OneOrMore,
}

#[input]
#[derive(Default)]
enum OutputFormat {
    Jpeg,
    #[default]
    Png,
}

#[input]
struct FluxGeneralInput {
    prompt: String,
    image_size: Option<ImageSize>,
    #[field(default = 28, ge = 1, le = 50)]
    num_inference_steps: u32,
    seed: Option<i64>,
    #[field(default)]
    loras: Vec<LoraWeight>,
    #[field(default, max_length = 1)]
    controlnets: Vec<ControlNet>,
    #[field(default, max_length = 1)]
    controlnet_unions: Vec<ControlNetUnion>,
    fill_image: Option<ImageFillInput>,
    #[field(title = "Guidance scale (CFG)", default = 3.5, ge = 0.0, le = 20.0)]
    guidance_scale: f64,
    #[field(default = 1, ge = 1, le = 10)]
    num_images: u32,
    #[field(default = true)]
    enable_safety_checker: bool,
    #[field(default)]
    output_format: OutputFormat,
    #[field(default = false)]
    sync_mode: bool,
}

#[output]
struct Output {
    images: Vec<Image>,
    timings: HashMap<String, f64>,
    seed: i64,
    has_nsfw_concepts: Vec<bool>,
    prompt: String,
}

#[endpoints]
impl PaintGeneral {
    #[endpoint("/", sync_mode = input.sync_mode)]
    #[billable(
        per_megapixel(size = input.image_size.unwrap_or(ImageSize::LANDSCAPE_4_3)),
        times = if input.controlnets.is_empty() { 1.0 } else { 1.5 }
    )]
    fn generate(&self, input: FluxGeneralInput) -> Result<Output> {
        let size = input.image_size.unwrap_or(ImageSize::LANDSCAPE_4_3);
        let image = Image::from_url("https://example.com/x.png").size(size.width(), size.height());
        let count = input.num_images as usize;
        Ok(Output {
            images: vec![image; count],
            timings: HashMap::from([("inference".into(), 0.5)]),
            seed: input.seed.unwrap_or(1),
            has_nsfw_concepts: vec![false; count],
            prompt: input.prompt,
        })
    }
}
