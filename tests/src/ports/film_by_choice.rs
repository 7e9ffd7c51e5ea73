//! Films of 5 or 10 seconds from pictures.

use fal_app::prelude::*;

#[fal_app(max_multiplexing = 20)]
#[derive(Default)]
pub struct FilmByChoice;

#[input]
#[derive(Default)]
enum Duration {
    #[default]
    #[field(amount = 5)]
    #[serde(rename = "5")]
    Five,
    #[field(amount = 10)]
    #[serde(rename = "10")]
    Ten,
}

#[input]
#[derive(Default)]
enum AspectRatio {
    #[default]
    #[serde(rename = "16:9")]
    Wide,
    #[serde(rename = "9:16")]
    Tall,
    #[serde(rename = "1:1")]
    Square,
}

#[input]
struct ImageToVideo {
    prompt: String,
    image_url: ImageUrl,
    #[field(default)]
    duration: Duration,
    #[field(default)]
    aspect_ratio: AspectRatio,
    #[field(default = "blur, distort, and low quality", max_length = 2500)]
    negative_prompt: String,
    #[field(default = 0.5, ge = 0, le = 1)]
    cfg_scale: f64,
    tail_image_url: Option<ImageUrl>,
}

#[input]
struct Elements {
    #[field(max_length = 2500)]
    prompt: String,
    #[field(min_length = 1, max_length = 4)]
    input_image_urls: Vec<ImageUrl>,
    #[field(default)]
    duration: Duration,
    #[field(default)]
    aspect_ratio: AspectRatio,
}

#[output]
struct KlingOutput {
    video: File,
}

#[endpoints]
impl FilmByChoice {
    #[endpoint("/v1.6/pro/image-to-video")]
    #[billable(per_video_second(seconds = input.duration))]
    async fn image_to_video(&self, input: ImageToVideo) -> Result<KlingOutput> {
        if matches!(input.duration, Duration::Ten) && input.tail_image_url.is_some() {
            return Err(Error::field(
                "tail_image_url",
                "Only for videos of 5 seconds",
            ));
        }
        Ok(film())
    }

    #[endpoint("/v1.6/pro/elements")]
    #[billable(per_video_second(seconds = input.duration), times = 1.5)]
    async fn elements(&self, _: Elements) -> Result<KlingOutput> {
        Ok(film())
    }
}

fn film() -> KlingOutput {
    KlingOutput {
        video: File::from_url("https://example.com/x.mp4"),
    }
}
