//! An app that makes and takes media, for the tests in `tests/media`.

use fal_app::image::ImageFormat;
use fal_app::prelude::*;
use fal_app_tests::pictures::png;

#[fal_app]
#[derive(Default)]
struct Studio;

#[output]
struct Pictures {
    images: Vec<Image>,
    title: String,
    clip: Option<Video>,
}

#[input]
struct Make {
    #[field(default = 1)]
    num_images: u32,
    #[field(default = 0)]
    clip_bytes: usize,
    #[field(default)]
    sync_mode: bool,
}

#[input]
struct Named {
    name: String,
}

#[input]
struct Take {
    #[field(
        min_width = 2,
        max_width = 8,
        max_height = 8,
        max_area = 40,
        max_file_size = 4096
    )]
    image: Option<ImageInput>,
    clip: Option<VideoInput>,
    #[field(default)]
    extras: Vec<Extra>,
}

#[input]
struct Extra {
    #[field(max_file_size = 8)]
    file: FileInput,
}

/// Bytes and type of each medium, in the order of the input.
#[output]
struct Taken {
    media: Vec<String>,
}

#[input]
struct Picture {
    picture: ImageInput,
}

/// What is passed on, and how long it is said to be.
#[input]
struct Pass {
    medium: FileInput,
    seconds: f64,
}

#[output]
struct Film {
    video: Video,
}

#[output]
struct Sound {
    audio: Audio,
}

#[output]
struct Sheet {
    file: File,
}

#[endpoints]
impl Studio {
    /// Makes pictures, and a clip of so many bytes.
    #[endpoint("/", sync_mode = input.sync_mode)]
    #[billable(per_image)]
    async fn make(&self, input: Make) -> Result<Pictures> {
        let image = |number| Ok(Image::from_bytes(png(3, 2))?.file_name(format!("{number}.png")));
        Ok(Pictures {
            images: (0..input.num_images).map(image).collect::<Result<_>>()?,
            title: "\"done\"".to_owned(),
            clip: (input.clip_bytes > 0)
                .then(|| Video::from_bytes(vec![7; input.clip_bytes], 1.5).file_name("clip.mp4")),
        })
    }

    /// Makes a picture with a name, and traces it.
    #[endpoint("/named")]
    #[billable(flat)]
    async fn named(&self, input: Named) -> Result<Pictures> {
        tracing::info!("made {}", input.name);
        Ok(Pictures {
            images: vec![Image::from_bytes(png(3, 2))?.file_name(input.name)],
            title: String::new(),
            clip: None,
        })
    }

    /// Fetches all that it is sent.
    #[endpoint("/take")]
    #[billable(flat)]
    async fn take(&self, input: Take, context: &RequestContext) -> Result<Taken> {
        let mut media = Vec::new();
        if let Some(image) = &input.image {
            media.push(told(&image.fetch(context).await?));
        }
        if let Some(clip) = &input.clip {
            media.push(told(&clip.fetch(context).await?));
        }
        for extra in &input.extras {
            media.push(told(&extra.file.fetch(context).await?));
        }
        Ok(Taken { media })
    }

    /// The same for one file, on a blocking thread.
    #[endpoint("/take/blocking")]
    #[billable(flat)]
    fn take_blocking(&self, input: Extra, context: &RequestContext) -> Result<Taken> {
        let file = input.file.fetch_blocking(context)?;
        Ok(Taken {
            media: vec![told(&file)],
        })
    }

    /// Writes a picture again.
    #[endpoint("/copy")]
    #[billable(flat)]
    fn copy(&self, input: Picture, context: &RequestContext) -> Result<Image> {
        let pixels = input.picture.fetch_blocking(context)?.decode()?;
        Image::encode(pixels, ImageFormat::Png)
    }

    /// Passes a film on.
    #[endpoint("/film")]
    #[billable(per_video_second)]
    async fn film(&self, input: Pass, context: &RequestContext) -> Result<Film> {
        let film = input.medium.fetch(context).await?;
        Ok(Film {
            video: Video::from_bytes(film.into_bytes(), input.seconds),
        })
    }

    /// Passes a sound on.
    #[endpoint("/sound")]
    #[billable(per_audio_second)]
    async fn sound(&self, input: Pass, context: &RequestContext) -> Result<Sound> {
        let sound = input.medium.fetch(context).await?;
        let content_type = sound.content_type().to_owned();
        Ok(Sound {
            audio: Audio::from_bytes(sound.into_bytes(), &content_type, input.seconds),
        })
    }

    /// Hands a file over before it is done.
    #[endpoint("/early")]
    #[billable(flat)]
    async fn early(&self, context: &RequestContext) -> Result<Sheet> {
        let file = File::from_bytes("early", "text/plain").file_name("early.txt");
        let file = context.upload(file).await?;
        match file.url() {
            Some(_) => Ok(Sheet { file }),
            None => Err(Error::status(500, "no URL")),
        }
    }

    /// Makes a file of a type with a name of its own.
    #[endpoint("/sheet")]
    #[billable(flat)]
    fn sheet(&self) -> Result<Sheet> {
        let file = File::from_bytes("a,b\n", "text/csv").file_name("a b.csv");
        Ok(Sheet { file })
    }
}

fn told(fetched: &fal_app::Fetched) -> String {
    format!("{} of {}", fetched.bytes().len(), fetched.content_type())
}

fn main() -> ExitCode {
    fal_app::main::<Studio>()
}
