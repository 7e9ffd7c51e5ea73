//! What a method made: pictures, videos, sound, files. They are answers, never inputs: what a caller says of a
//! medium is a claim, and is not billed (billing.md §1.7).

mod audio;
mod content;
mod content_type;
mod file;
mod image;
mod input;
mod length;
mod made;
#[cfg(feature = "image")]
mod pixels;
#[cfg(feature = "probe")]
mod probe;
pub(crate) mod upload;
mod video;
#[cfg(not(feature = "image"))]
mod without_pixels;

pub use audio::Audio;
pub use file::File;
pub use image::Image;
pub use input::{AudioInput, Fetched, FileInput, ImageInput, VideoInput};
pub use made::Made;
pub use video::Video;
