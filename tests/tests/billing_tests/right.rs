//! Apps without a fault: nothing is reported of them.

use std::collections::HashMap;

use fal_app::prelude::*;
use fal_app::test::billing;

use super::report;

#[input]
#[derive(Default)]
enum Length {
    #[default]
    #[field(amount = 5)]
    Short,
    #[field(amount = 10)]
    Long,
}

#[input]
struct Style {
    #[field(min_length = 1, max_length = 20)]
    name: String,
    #[field(default = 0.5, ge = 0, le = 1)]
    strength: f64,
}

#[input]
struct FilmInput {
    #[serde(alias = "text")]
    #[field(min_length = 1, max_length = 2500)]
    prompt: String,
    #[field(default)]
    duration: Length,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default, max_width = 2048, max_height = 2048, multiple_of = 8)]
    image_size: ImageSize,
    #[field(default, max_length = 3)]
    styles: Vec<Style>,
    #[field(pattern = "^#[0-9a-f]{6}$")]
    colour: Option<String>,
    #[field(default = 24, one_of = [24, 30])]
    fps: u32,
    weights: Option<HashMap<String, f64>>,
    first_image_url: Option<ImageUrl>,
    #[field(default)]
    more: Value,
    seed: Option<u64>,
}

#[output]
struct FilmOutput {
    images: Vec<Image>,
    #[field(ge = 0, le = 40)]
    seconds: f64,
}

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Studio;

impl Studio {
    fn make(input: &FilmInput) -> FilmOutput {
        let (width, height) = (input.image_size.width(), input.image_size.height());
        let image = || Image::from_url("https://example.com/a.png").size(width, height);
        let seconds = match input.duration {
            Length::Short => 5.0,
            Length::Long => 10.0,
        };
        FilmOutput {
            images: (0..input.num_images).map(|_| image()).collect(),
            seconds: seconds * f64::from(input.num_images),
        }
    }
}

#[endpoints]
impl Studio {
    #[endpoint("/per-image")]
    #[billable(per_image, times = if input.fps > 24 { 1.5 } else { 1.0 }, round = "up", min = 2, max = 5)]
    async fn per_image(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/per-megapixel")]
    #[billable(per_megapixel)]
    async fn per_megapixel(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/pictures")]
    #[billable(per_megapixel(pictures = output.images))]
    fn pictures(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/per-second")]
    #[billable(per_video_second(seconds = input.duration), times = input.num_images)]
    async fn per_second(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/measured")]
    #[billable(per_video_second(seconds = output.seconds))]
    fn measured(&self, input: FilmInput) -> Result<FilmOutput> {
        match input.prompt.len() {
            // Some fail, and some panic: nobody pays.
            2 => Err(Error::field("prompt", "is too short")),
            3 => Err("no model".into()),
            4.. if input.seed == Some(1) => panic!("no memory"),
            _ => Ok(Self::make(&input)),
        }
    }

    #[endpoint("/per-text")]
    #[billable(per_text_chunk(chars = 100), unit = "100 letters")]
    async fn per_text(&self, input: FilmInput) -> Result<()> {
        let FilmInput {
            styles,
            colour,
            weights,
            first_image_url,
            more,
            ..
        } = input;
        let _ = (colour, weights, first_image_url, more);
        let _: Vec<(String, f64)> = styles
            .into_iter()
            .map(|one| (one.name, one.strength))
            .collect();
        Ok(())
    }

    #[endpoint("/custom")]
    #[billable(custom, max = 100)]
    async fn custom(&self, input: FilmInput) -> Result<Billed<FilmOutput>> {
        let units = input.num_images * 3;
        Ok(Billed::new(Self::make(&input), units))
    }

    #[endpoint("/by-seconds")]
    #[billable(per_compute_second)]
    async fn by_seconds(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/free")]
    #[billable(free)]
    async fn free(&self, input: FilmInput) -> Result<FilmOutput> {
        Ok(Self::make(&input))
    }

    #[endpoint("/version")]
    #[billable(flat)]
    async fn version(&self) -> Result<()> {
        Ok(())
    }

    #[stream("/stream")]
    #[billable(per_image)]
    async fn stream(&self, input: FilmInput) -> impl Stream<Item = Result<FilmOutput>> {
        // Some streams have no item.
        let items = u32::from(input.seed != Some(0)) * input.num_images;
        stream::iter((0..items).map(move |_| Ok(Self::make(&input))))
    }

    #[stream("/deferred")]
    #[billable(per_image(images = output.images), min = 2, deferred)]
    fn deferred(&self, input: FilmInput) -> impl Iterator<Item = Result<FilmOutput>> {
        (1..input.num_images).map(move |_| Ok(Self::make(&input)))
    }

    #[endpoint("/ready", health_check)]
    async fn ready(&self) -> Result<()> {
        Ok(())
    }

    #[realtime("/realtime")]
    #[billable(flat)]
    async fn talk(&self, input: Style) -> Result<()> {
        let _ = input.name;
        Ok(())
    }
}

#[test]
fn nothing_is_said_of_an_app_whose_billing_is_right() {
    billing::<Studio>();
}

#[fal_app]
#[derive(Default)]
struct Talker;

#[endpoints]
impl Talker {
    #[realtime("/realtime")]
    async fn talk(&self, input: Style) -> Result<()> {
        let _ = (input.name, input.strength);
        Ok(())
    }
}

#[test]
fn an_app_with_nothing_to_test_is_told() {
    assert_eq!(
        report(billing::<Talker>),
        "no endpoint is left to test: sessions have no quote"
    );
}

#[test]
#[should_panic = "its own"]
fn a_test_that_fails_by_itself_says_only_that() {
    let _tests = billing::<Talker>();
    panic!("its own");
}
