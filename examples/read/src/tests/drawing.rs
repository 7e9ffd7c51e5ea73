//! Pictures with words.

use std::io::Cursor;

use ab_glyph::{Font, FontRef, ScaleFont, point};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::image::{ImageFormat, Rgb, RgbImage};

use crate::{ReadInput, strip};

pub(crate) const UBUNTU: &[u8] = epaint_default_fonts::UBUNTU_LIGHT;
pub(crate) const HACK: &[u8] = epaint_default_fonts::HACK_REGULAR;

/// A white picture on which is written in black.
pub(crate) struct Picture(RgbImage);

impl Picture {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self(RgbImage::from_pixel(width, height, Rgb([255; 3])))
    }

    /// Writes a line, from the left end of its baseline, in a font of so many pixels.
    pub(crate) fn write(&mut self, line: &str, (mut x, y): (f32, f32), font: &[u8], size: f32) {
        let font = FontRef::try_from_slice(font).unwrap();
        let scaled = font.as_scaled(size);
        for letter in line.chars() {
            let glyph = font
                .glyph_id(letter)
                .with_scale_and_position(size, point(x, y));
            x += scaled.h_advance(glyph.id);
            let Some(outline) = font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|across, down, ink| {
                let (x, y) = (corner.x as u32 + across, corner.y as u32 + down);
                self.0.put_pixel(x, y, Rgb([255 - (ink * 255.0) as u8; 3]));
            });
        }
    }

    /// The picture, turned clockwise about its middle.
    pub(crate) fn turned(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (width, height) = (self.0.width() as f32 / 2.0, self.0.height() as f32 / 2.0);
        Self(RgbImage::from_fn(
            self.0.width(),
            self.0.height(),
            |x, y| {
                let (x, y) = (x as f32 - width, y as f32 - height);
                let from = (x * cos + y * sin + width, y * cos - x * sin + height);
                Rgb(strip::between(&self.0, from.0, from.1).map(|value| value as u8))
            },
        ))
    }

    /// As a caller sends it: a PNG in a data URI.
    pub(crate) fn sent(&self) -> ReadInput {
        let mut png = Cursor::new(Vec::new());
        self.0.write_to(&mut png, ImageFormat::Png).unwrap();
        let data = BASE64_STANDARD.encode(png.into_inner());
        ReadInput::required(format!("data:image/png;base64,{data}").into())
    }
}
