//! The app of `conformance/media_app.py`, declared with fal-app.

use fal_app::prelude::*;

#[input]
struct Layer {
    image: ImageInput,
    name: String,
}

#[input]
struct MediaInput {
    image: ImageInput,
    #[field(default)]
    more: Vec<ImageInput>,
    clip: Option<VideoInput>,
    #[field(default = "https://example.com/a.wav")]
    sound: AudioInput,
    #[field(
        default = FileInput::from("https://example.com/a.zip"),
        examples = ["https://example.com/b.zip", "https://example.com/c.zip"]
    )]
    archive: FileInput,
    #[field(default)]
    layers: Vec<Layer>,
    /// The picture to edit.
    image_url: ImageUrl,
    reference_image_urls: Option<Vec<ImageUrl>>,
    picture: ImageUrl,
    tail: Option<ImageUrl>,
    film: VideoUrl,
    #[field(default = "https://example.com/a.wav")]
    voice: AudioUrl,
    data: Option<FileUrl>,
}

#[output]
struct MediaOutput {
    images: Vec<Image>,
    archive: Option<File>,
    song: Audio,
}

#[input]
struct FilmInput {
    prompt: String,
}

#[fal_app]
#[derive(Default)]
pub(crate) struct MediaApp;

#[endpoints]
impl MediaApp {
    #[endpoint("/edit")]
    async fn edit(&self, input: MediaInput) -> Result<MediaOutput> {
        Ok(MediaOutput {
            images: vec![Image::from_url(input.image.url())],
            archive: None,
            song: Audio::from_url(input.sound.url()),
        })
    }

    #[endpoint("/film")]
    async fn film(&self, _: FilmInput) -> Result<Image> {
        Ok(Image::from_url("https://example.com/a.png"))
    }
}
