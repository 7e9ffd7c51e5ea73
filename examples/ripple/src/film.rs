//! From pictures to an MP4.

use fal_app::Result;
use muxide::api::{Muxer, MuxerBuilder, VideoCodec};
use openh264::OpenH264API;
use openh264::encoder::{Encoder, EncoderConfig, FrameRate, FrameType, RateControlMode};
use openh264::formats::{RgbSliceU8, YUVBuffer};

pub(crate) const PICTURES_PER_SECOND: u32 = 30;

/// A film that is being made.
pub(crate) struct Film {
    size: (usize, usize),
    encoder: Encoder,
    muxer: Muxer<Vec<u8>>,
    pictures: u32,
}

impl Film {
    /// A film without pictures; the width and the height are even.
    pub(crate) fn new(width: u32, height: u32) -> Result<Self> {
        let rate = PICTURES_PER_SECOND as f32;
        // What is charged are the pictures that were added: none may be left out to keep a bit rate.
        let config = EncoderConfig::new()
            .skip_frames(false)
            .rate_control_mode(RateControlMode::Off)
            .max_frame_rate(FrameRate::from_hz(rate));
        let muxer =
            MuxerBuilder::new(Vec::new()).video(VideoCodec::H264, width, height, rate.into());
        Ok(Self {
            size: (width as usize, height as usize),
            encoder: Encoder::with_api_config(OpenH264API::from_source(), config)?,
            muxer: muxer.build()?,
            pictures: 0,
        })
    }

    /// Adds a picture: three bytes for each pixel.
    pub(crate) fn add(&mut self, rgb: &[u8]) -> Result<()> {
        let picture = YUVBuffer::from_rgb8_source(RgbSliceU8::new(rgb, self.size));
        let encoded = self.encoder.encode(&picture)?;
        let key = matches!(encoded.frame_type(), FrameType::IDR);
        let seconds = f64::from(self.pictures) / f64::from(PICTURES_PER_SECOND);
        self.muxer.write_video(seconds, &encoded.to_vec(), key)?;
        self.pictures += 1;
        Ok(())
    }

    /// The bytes, and how many seconds they last.
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, f64)> {
        self.muxer.finish_in_place()?;
        let seconds = f64::from(self.pictures) / f64::from(PICTURES_PER_SECOND);
        Ok((self.muxer.into_writer(), seconds))
    }
}
