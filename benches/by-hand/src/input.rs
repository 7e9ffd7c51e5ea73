//! What a caller sends, and its rules.

use serde::Deserialize;

use crate::refused::Refused;

const MAX_PROMPT: usize = 5000;
const MAX_IMAGES: u32 = 4;
const MAX_SIDE: u32 = 2048;

#[derive(Deserialize)]
pub struct PaintInput {
    pub prompt: String,
    #[serde(default = "one")]
    pub num_images: u32,
    #[serde(default)]
    pub image_size: ImageSize,
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

impl PaintInput {
    pub fn check(&self) -> Result<(), Refused> {
        let length = self.prompt.chars().count();
        if length == 0 || length > MAX_PROMPT {
            return Err(Refused::field(
                "prompt",
                "string_length",
                "1 to 5000 characters",
            ));
        }
        if self.num_images == 0 || self.num_images > MAX_IMAGES {
            return Err(Refused::field(
                "num_images",
                "out_of_range",
                "1 to 4 images",
            ));
        }
        let (width, height) = self.image_size.sides();
        if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
            return Err(Refused::field(
                "image_size",
                "out_of_range",
                "1 to 2048 pixels a side",
            ));
        }
        Ok(())
    }
}
