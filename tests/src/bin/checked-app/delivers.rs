//! An app that charges what was asked for and delivers less.

use fal_app::prelude::*;
use fal_app_tests::pictures;

/// Delivers less.
#[fal_app(auth = "shared")]
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
