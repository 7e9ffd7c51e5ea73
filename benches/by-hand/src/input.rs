//! What a caller sends, and its rules.

use garde::Validate;
use serde::Deserialize;

const MAX_SIDE: u32 = 2048;

#[derive(Deserialize, Validate)]
pub struct PaintInput {
    #[garde(length(chars, min = 1, max = 5000))]
    pub prompt: String,
    #[serde(default = "one")]
    #[garde(range(min = 1, max = 4))]
    pub num_images: u32,
    #[serde(default)]
    #[garde(custom(within_bounds))]
    pub image_size: ImageSize,
}

#[derive(Deserialize, Validate)]
pub struct DescribeInput {
    #[garde(range(min = 1, max = 100_000))]
    pub tokens: u32,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum ImageSize {
    Preset(Preset),
    Exact { width: u32, height: u32 },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    SquareHd,
    Square,
    #[serde(rename = "portrait_4_3")]
    Portrait43,
    #[serde(rename = "portrait_16_9")]
    Portrait169,
    #[serde(rename = "landscape_4_3")]
    Landscape43,
    #[serde(rename = "landscape_16_9")]
    Landscape169,
}

fn one() -> u32 {
    1
}

impl Default for ImageSize {
    fn default() -> Self {
        Self::Preset(Preset::SquareHd)
    }
}

impl ImageSize {
    fn sides(&self) -> (u32, u32) {
        match *self {
            Self::Exact { width, height } => (width, height),
            Self::Preset(Preset::SquareHd) => (1024, 1024),
            Self::Preset(Preset::Square) => (512, 512),
            Self::Preset(Preset::Portrait43) => (768, 1024),
            Self::Preset(Preset::Portrait169) => (576, 1024),
            Self::Preset(Preset::Landscape43) => (1024, 768),
            Self::Preset(Preset::Landscape169) => (1024, 576),
        }
    }

    pub fn width(&self) -> u32 {
        self.sides().0
    }

    pub fn height(&self) -> u32 {
        self.sides().1
    }
}

fn within_bounds(size: &ImageSize, _: &()) -> garde::Result {
    let (width, height) = size.sides();
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(garde::Error::new("1 to 2048 pixels a side"));
    }
    Ok(())
}
