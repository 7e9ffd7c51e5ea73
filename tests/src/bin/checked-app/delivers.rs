//! An app that charges what was asked for and delivers less.

use fal_app::prelude::*;
use fal_app_tests::pictures;

/// Delivers less.
#[fal_app(auth = "shared", thumbnail = "nope")]
#[derive(Default)]
pub(crate) struct Delivers;

/// What to make.
#[input]
struct Make {
    /// How many.
    #[field(ge = 1, le = 4)]
    num_images: u32,
    /// How large.
    #[field(default)]
    image_size: ImageSize,
    /// How long.
    #[field(default = 1.0, ge = 0.1, le = 60.0)]
    seconds: f64,
}

/// What was made.
#[output]
struct Made {
    /// The pictures.
    images: Vec<Image>,
}

/// What was played.
#[output]
struct Played {
    /// The sound.
    audio: Audio,
}

/// What is not seen as a picture.
#[output]
struct Linked {
    /// Where the pictures are.
    links: Vec<String>,
}

#[endpoints]
impl Delivers {
    /// Always one picture.
    #[endpoint("/fewer")]
    #[billable(per_image, times = 3)]
    #[example(Make { num_images: 1, .. })]
    #[example(Make { num_images: 2, .. })]
    async fn fewer(&self, _: Make) -> Result<Made> {
        Ok(Made {
            images: vec![Image::from_bytes(pictures::png(64, 64))?],
        })
    }

    /// As many as asked for, but small.
    #[endpoint("/smaller")]
    #[billable(per_megapixel)]
    #[example(Make { num_images: 1, image_size: ImageSize::new(2048, 2048), .. })]
    async fn smaller(&self, _: Make) -> Result<Made> {
        Ok(Made {
            images: vec![Image::from_bytes(pictures::png(64, 64))?],
        })
    }

    /// Fewer than asked for, but as many megapixels.
    #[endpoint("/larger")]
    #[billable(per_megapixel)]
    #[example(Make { num_images: 2, .. })]
    async fn larger(&self, _: Make) -> Result<Made> {
        Ok(Made {
            images: vec![Image::from_bytes(pictures::png(2048, 1024))?],
        })
    }

    /// Half a second, whatever is asked for.
    #[endpoint("/shorter")]
    #[billable(per_audio_second(seconds = input.seconds))]
    #[example(Make { num_images: 1, seconds: 0.5, .. })]
    #[example(Make { num_images: 1, seconds: 5.0, .. })]
    async fn shorter(&self, _: Make) -> Result<Played> {
        Ok(Played {
            audio: Audio::from_bytes(wav(), "audio/wav", 0.5),
        })
    }

    /// Half a second in a stream, whatever is asked for.
    #[stream("/shorter/stream")]
    #[billable(per_audio_second(seconds = input.seconds))]
    #[example(Make { num_images: 1, seconds: 4.0, .. })]
    #[example(Make { num_images: 1, seconds: 0.5, .. })]
    async fn shorter_stream(&self, _: Make) -> impl Stream<Item = Result<Played>> {
        stream::iter([Ok(Played {
            audio: Audio::from_bytes(wav(), "audio/wav", 0.5),
        })])
    }

    /// The same as the bytes of a stream.
    #[stream("/bytes/stream", content_type = "audio/wav")]
    #[billable(per_audio_second(seconds = input.seconds))]
    #[example(Make { num_images: 1, seconds: 4.0, .. })]
    async fn bytes_stream(&self, _: Make) -> impl Stream<Item = Result<stream::Bytes>> {
        stream::iter([Ok(stream::Bytes::from(wav()))])
    }

    /// Always one picture in a stream.
    #[stream("/fewer/stream")]
    #[billable(per_image)]
    #[example(Make { num_images: 2, .. })]
    async fn fewer_stream(&self, _: Make) -> Result<impl Stream<Item = Result<Made>>> {
        let images = vec![Image::from_bytes(pictures::png(64, 64))?];
        Ok(stream::iter([Ok(Made { images })]))
    }

    /// Pictures in a stream that only their author knows.
    #[stream("/links/stream")]
    #[billable(per_image)]
    #[example(Make { num_images: 1, .. })]
    async fn links_stream(&self, _: Make) -> impl Stream<Item = Result<Linked>> {
        let links = vec!["https://example.com/1".to_owned()];
        stream::iter([Ok(Linked { links })])
    }

    /// Charges what it made, however long that is.
    #[endpoint("/made")]
    #[billable(per_audio_second(seconds = output.audio))]
    async fn made(&self) -> Result<Played> {
        Ok(Played {
            audio: Audio::from_bytes(wav(), "audio/wav", 0.5),
        })
    }

    /// Pictures that only their author knows.
    #[endpoint("/links")]
    #[billable(per_image)]
    #[example(Make { num_images: 2, .. })]
    async fn links(&self, input: Make) -> Result<Linked> {
        let _ = (input.image_size, input.seconds);
        let link = |number| format!("https://example.com/{number}");
        Ok(Linked {
            links: (0..input.num_images).map(link).collect(),
        })
    }
}

/// Half a second of silence.
fn wav() -> Vec<u8> {
    const RATE: u32 = 8000;
    let data = vec![128; RATE as usize / 2];
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + data.len() as u32).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&8u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&(data.len() as u32).to_le_bytes());
    wav.extend_from_slice(&data);
    wav
}
