//! The app of `conformance/recorded.json`, declared with fal-app. It must answer as that app did on the Python SDK.

#![allow(clippy::panic, reason = "one of the ways to fail")]

use fal_app::prelude::*;

/// One endpoint for each way of charging.
#[fal_app(auth = "shared", machine_type = "GPU-H100")]
#[derive(Default)]
pub struct ReferenceApp;

#[input]
struct ImageInput {
    /// What to draw.
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    /// How many images.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    /// Output size.
    #[field(default)]
    image_size: ImageSize,
    /// Fixes the noise.
    seed: Option<i64>,
    #[field(default = OutputFormat::Jpeg)]
    output_format: OutputFormat,
}

#[input]
enum OutputFormat {
    Jpeg,
    Png,
}

#[output]
#[derive(Clone)]
struct ImageInfo {
    url: String,
    width: u32,
    height: u32,
}

#[output]
struct ImageOutput {
    images: Vec<ImageInfo>,
    seed: i64,
}

#[input]
struct VideoInput {
    prompt: String,
    #[field(default = 5.0, gt = 0, le = 60)]
    duration_seconds: f64,
    #[field(default = 24, ge = 1, le = 120)]
    fps: u32,
}

#[output]
struct VideoOutput {
    url: String,
    duration_seconds: f64,
}

#[input]
struct TextInput {
    prompt: String,
    #[field(default = 0.7, ge = 0, le = 2)]
    temperature: f64,
    #[field(default, max_length = 4)]
    stop: Vec<String>,
}

#[output]
struct TextOutput {
    text: String,
}

#[input]
struct FailInput {
    how: How,
}

#[input]
enum How {
    App,
    Field,
    FieldBilled,
    #[serde(rename = "http_404")]
    NotFound,
    #[serde(rename = "http_403")]
    Forbidden,
    Panic,
}

#[endpoints]
impl ReferenceApp {
    /// Charges one unit for each image.
    #[endpoint("/per-image")]
    #[billable(per_image)]
    async fn per_image(&self, input: ImageInput) -> Result<ImageOutput> {
        Ok(images(&input))
    }

    /// Charges each started megapixel of each image.
    #[endpoint("/per-megapixel")]
    #[billable(per_megapixel)]
    async fn per_megapixel(&self, input: ImageInput) -> Result<ImageOutput> {
        Ok(images(&input))
    }

    /// Charges the seconds of the video.
    #[endpoint("/per-video-second")]
    #[billable(per_video_second(seconds = input.duration_seconds))]
    async fn per_video_second(&self, input: VideoInput) -> Result<VideoOutput> {
        let url = "https://example.com/a.mp4".to_owned();
        Ok(VideoOutput {
            url,
            duration_seconds: input.duration_seconds,
        })
    }

    /// Charges each whole thousand characters, at least one.
    #[endpoint("/per-text-chunk")]
    #[billable(per_text_chunk)]
    async fn per_text_chunk(&self, input: TextInput) -> Result<TextOutput> {
        Ok(beginning(&input))
    }

    /// Charges one unit a request.
    #[endpoint("/flat")]
    #[billable(flat)]
    async fn flat(&self, input: TextInput) -> Result<TextOutput> {
        Ok(beginning(&input))
    }

    /// Sets no header: the platform charges the machine's seconds.
    #[endpoint("/per-second")]
    #[billable(per_compute_second)]
    async fn per_second(&self, input: TextInput) -> Result<TextOutput> {
        Ok(beginning(&input))
    }

    /// Streams one event for each of the first three words.
    #[stream("/stream")]
    #[billable(flat)]
    async fn stream(&self, input: TextInput) -> impl Stream<Item = Result<TextOutput>> {
        let words = input.prompt.split_whitespace().take(3).map(str::to_owned);
        let words: Vec<String> = words.collect();
        stream::iter(words.into_iter().map(|text| Ok(TextOutput { text })))
    }

    /// Fails in each way that an app can.
    #[endpoint("/fail")]
    #[billable(flat)]
    async fn fail(&self, input: FailInput) -> Result<TextOutput> {
        Err(match input.how {
            How::App => Error::status(503, "the model is not loaded"),
            How::Field => Error::field("how", "refused"),
            How::FieldBilled => {
                Error::field("how", "refused after work").billed(BillableUnits::try_from(2.5)?)
            }
            How::NotFound => Error::status(404, "no such voice"),
            How::Forbidden => Error::status(403, "not yours"),
            How::Panic => panic!("boom"),
        })
    }
}

fn images(input: &ImageInput) -> ImageOutput {
    let (width, height) = (input.image_size.width(), input.image_size.height());
    let image = ImageInfo {
        url: "https://example.com/a.jpeg".to_owned(),
        width,
        height,
    };
    let seed = input.seed.filter(|seed| *seed != 0).unwrap_or(42);
    ImageOutput {
        images: vec![image; input.num_images as usize],
        seed,
    }
}

fn beginning(input: &TextInput) -> TextOutput {
    TextOutput {
        text: input.prompt.chars().take(20).collect(),
    }
}
