//! What the other ports do not show: a setup and a teardown, an inherited input, a health check, media of the toolkit.

use fal_app::prelude::*;

#[fal_app(
    auth = "shared",
    machine_type = ["GPU-H100", "GPU-A100"],
    keep_alive = 300,
    max_multiplexing = 4,
    min_concurrency = 1,
    secrets = ["STUDIO_KEY"]
)]
pub struct Studio {
    dot: Vec<u8>,
}

#[input]
struct BaseInput {
    /// What to paint.
    #[field(min_length = 1, max_length = 200)]
    prompt: String,
    /// The same seed paints the same picture.
    seed: Option<i64>,
}

#[input]
struct PaintInput {
    #[serde(flatten)]
    base: BaseInput,
    /// How many pictures.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default = ImageSize::SQUARE)]
    image_size: ImageSize,
}

#[input]
struct RepaintInput {
    #[serde(flatten)]
    base: BaseInput,
    picture: ImageInput,
}

#[output]
struct StudioOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Studio {
    #[setup]
    fn load() -> Result<Self> {
        let dot = include_bytes!("../../ports/dot.png").to_vec();
        Ok(Self { dot })
    }

    #[teardown]
    fn unload(self) {
        println!("the studio is closed");
    }

    #[endpoint("/")]
    #[billable(per_megapixel)]
    fn paint(&self, input: PaintInput) -> Result<StudioOutput> {
        let dot = Image::from_bytes(&self.dot)?.file_name("dot.png");
        Ok(StudioOutput {
            images: vec![dot; input.num_images as usize],
        })
    }

    #[endpoint("/repaint")]
    #[billable(flat)]
    fn repaint(&self, input: RepaintInput) -> Result<StudioOutput> {
        if input.base.seed == Some(13) {
            return Err(Error::status(409, "the studio is full"));
        }
        Ok(StudioOutput {
            images: vec![Image::from_url(input.picture.url())],
        })
    }

    #[endpoint("/health", health_check(failure_threshold = 5))]
    async fn is_well(&self) -> Result<()> {
        if self.dot.is_empty() {
            return Err(Error::status(500, "the model is not loaded"));
        }
        Ok(())
    }
}
