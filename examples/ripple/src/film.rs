//! From pictures to an MP4.

use fal_app::Result;
use less_avc::ycbcr_image::{DataPlane, Planes, YCbCrImage};
use less_avc::{BitDepth, LessEncoder};
use muxide::api::{Muxer, MuxerBuilder, VideoCodec};

pub(crate) const PICTURES_PER_SECOND: u32 = 30;

/// What red, green and blue add to a point's brightness, blueness and redness, and where these begin.
const BRIGHTNESS: ([f32; 3], f32) = ([0.299, 0.587, 0.114], 0.0);
const BLUENESS: ([f32; 3], f32) = ([-0.1687, -0.3313, 0.5], 128.0);
const REDNESS: ([f32; 3], f32) = ([0.5, -0.4187, -0.0813], 128.0);

/// Where the first unit says what a player must be able to: after the start, the unit's kind, profile and constraints.
const LEVEL: usize = 7;

/// A film that is being made.
pub(crate) struct Film {
    width: u32,
    height: u32,
    /// Begins with the first picture.
    encoder: Option<LessEncoder>,
    muxer: Muxer<Vec<u8>>,
    pictures: u32,
}

impl Film {
    /// A film without pictures; the width and the height are multiples of 16.
    pub(crate) fn new(width: u32, height: u32) -> Result<Self> {
        let rate = PICTURES_PER_SECOND.into();
        let muxer = MuxerBuilder::new(Vec::new()).video(VideoCodec::H264, width, height, rate);
        Ok(Self {
            width,
            height,
            encoder: None,
            muxer: muxer.build()?,
            pictures: 0,
        })
    }

    /// Adds a picture: three bytes for each pixel.
    pub(crate) fn add(&mut self, rgb: &[u8]) -> Result<()> {
        // Colours are kept for every second point of every second line.
        let [y, cb, cr] = [(BRIGHTNESS, 1), (BLUENESS, 2), (REDNESS, 2)]
            .map(|(part, every)| (self.part(rgb, part, every), self.width as usize / every));
        let [y, cb, cr] = [&y, &cb, &cr].map(|(data, stride)| DataPlane {
            data,
            stride: *stride,
            bit_depth: BitDepth::Depth8,
        });
        let picture = YCbCrImage {
            planes: Planes::YCbCr((y, cb, cr)),
            width: self.width,
            height: self.height,
        };
        let encoded = match &mut self.encoder {
            Some(encoder) => encoder.encode(&picture)?.to_annex_b_data(),
            None => {
                let (first, encoder) = LessEncoder::new(&picture)?;
                self.encoder = Some(encoder);
                let units = [first.sps, first.pps, first.frame];
                let mut encoded = units.map(|unit| unit.to_annex_b_data()).concat();
                // The encoder says level 1, which is for smaller films; this is 3.1.
                encoded[LEVEL] = 31;
                encoded
            }
        };
        let seconds = f64::from(self.pictures) / f64::from(PICTURES_PER_SECOND);
        self.muxer.write_video(seconds, &encoded, true)?;
        self.pictures += 1;
        Ok(())
    }

    /// One of the three parts that a film keeps of its colours.
    fn part(&self, rgb: &[u8], (weights, zero): ([f32; 3], f32), every: usize) -> Vec<u8> {
        let lines = rgb.chunks(3 * self.width as usize).step_by(every);
        let points = lines.flat_map(|line| line.chunks(3).step_by(every));
        points
            .map(|point| {
                let parts = point.iter().zip(weights);
                let weighed = parts.map(|(&byte, weight)| f32::from(byte) * weight);
                (zero + weighed.sum::<f32>()).round() as u8
            })
            .collect()
    }

    /// The bytes, and how many seconds they last.
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, f64)> {
        self.muxer.finish_in_place()?;
        let seconds = f64::from(self.pictures) / f64::from(PICTURES_PER_SECOND);
        Ok((self.muxer.into_writer(), seconds))
    }
}
