//! What a method made: pictures, videos, sound, files. They are answers, never inputs: what a caller says of a
//! medium is a claim, and is not billed (`docs/billing.md` §1.7).

mod audio;
mod base64;
mod boxes;
mod content;
mod content_type;
mod duration;
mod file;
mod image;
mod input;
mod measure;
#[cfg(not(feature = "image"))]
mod no_image;
#[cfg(feature = "image")]
mod pixels;
#[cfg(feature = "probe")]
mod probe;
mod reader;
pub(crate) mod upload;
mod video;

pub use audio::Audio;
pub use content::OutputMedia;
pub use file::File;
pub use image::Image;
pub use input::{AudioInput, Fetched, FileInput, ImageInput, VideoInput};
pub use video::Video;
