//! Media: those that methods return (`Image`, `Video`, `Audio`, `File`) are measured and uploaded; those that callers
//! send (`ImageUrl`, `ImageInput` and the like) are fetched. Only the first are billed: what a caller says about a medium is a claim
//! (`docs/billing.md` §1.7).

mod audio;
mod base64;
mod boxes;
mod content;
mod content_type;
mod delivered;
mod duration;
mod file;
mod image;
mod input;
mod into_bytes;
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
pub(crate) use content_type::extension;
pub(crate) use delivered::{Delivered, delivered, delivered_anywhere, holds_kind};
pub use file::File;
pub use image::Image;
pub(crate) use input::data_uri;
pub use input::{
    AudioInput, AudioUrl, Fetched, FileInput, FileUrl, ImageInput, ImageUrl, VideoInput, VideoUrl,
};
pub use into_bytes::IntoBytes;
pub(crate) use measure::picture_size;
pub use video::Video;
