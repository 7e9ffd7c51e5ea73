//! The failures that fal documents for archives, sounds, videos and formats (`docs/platform.md` §4.3).

use serde_json::{Value, json};

use super::failure::Error;
use super::location::Location;
use super::model::refused;

/// The archives, sounds and videos that a model refuses, each a 422. Extensions and formats are written `.jpg`;
/// durations are in seconds, integers or floats.
impl Error {
    /// `invalid_archive`: it cannot be read.
    pub fn invalid_archive(at: impl Location, supported_extensions: &[&str]) -> Self {
        let message = "Could not read or process the provided archive. Ensure it's a valid, non-corrupted archive.";
        let context = json!({ "supported_extensions": supported_extensions });
        refused("invalid_archive", at, message, context)
    }

    /// `archive_file_count_below_minimum`: it has too few files of these extensions.
    pub fn archive_file_count_below_minimum(
        at: impl Location,
        min_count: usize,
        provided_count: usize,
        supported_extensions: &[&str],
    ) -> Self {
        let message = format!(
            "Too few files in the archive. Expected at least {min_count} files with extensions {}, found \
             {provided_count}. Add more matching files to the archive.",
            supported_extensions.join(", ")
        );
        let context = json!({
            "min_count": min_count,
            "provided_count": provided_count,
            "supported_extensions": supported_extensions,
        });
        refused("archive_file_count_below_minimum", at, message, context)
    }

    /// `archive_file_count_exceeds_maximum`: it has too many files of these extensions.
    pub fn archive_file_count_exceeds_maximum(
        at: impl Location,
        max_count: usize,
        provided_count: usize,
        supported_extensions: &[&str],
    ) -> Self {
        let message = format!(
            "Too many files in the archive. Maximum is {max_count} files with extensions {}, found {provided_count}. \
             Remove {} matching files from the archive.",
            supported_extensions.join(", "),
            provided_count.saturating_sub(max_count)
        );
        let context = json!({
            "max_count": max_count,
            "provided_count": provided_count,
            "supported_extensions": supported_extensions,
        });
        refused("archive_file_count_exceeds_maximum", at, message, context)
    }

    /// `audio_duration_too_long`: the most it may last, and what it lasts.
    pub fn audio_duration_too_long(
        at: impl Location,
        max_duration: impl Into<Value>,
        provided_duration: impl Into<Value>,
    ) -> Self {
        let (max, provided) = (max_duration.into(), provided_duration.into());
        too_long("audio_duration_too_long", "Audio", at, &max, &provided)
    }

    /// `audio_duration_too_short`: the least it must last, and what it lasts.
    pub fn audio_duration_too_short(
        at: impl Location,
        min_duration: impl Into<Value>,
        provided_duration: impl Into<Value>,
    ) -> Self {
        let (min, provided) = (min_duration.into(), provided_duration.into());
        too_short("audio_duration_too_short", "Audio", at, &min, &provided)
    }

    /// `video_duration_too_long`: the most it may last, and what it lasts.
    pub fn video_duration_too_long(
        at: impl Location,
        max_duration: impl Into<Value>,
        provided_duration: impl Into<Value>,
    ) -> Self {
        let (max, provided) = (max_duration.into(), provided_duration.into());
        too_long("video_duration_too_long", "Video", at, &max, &provided)
    }

    /// `video_duration_too_short`: the least it must last, and what it lasts.
    pub fn video_duration_too_short(
        at: impl Location,
        min_duration: impl Into<Value>,
        provided_duration: impl Into<Value>,
    ) -> Self {
        let (min, provided) = (min_duration.into(), provided_duration.into());
        too_short("video_duration_too_short", "Video", at, &min, &provided)
    }

    /// `unsupported_audio_format`: the formats that are.
    pub fn unsupported_audio_format(at: impl Location, supported_formats: &[&str]) -> Self {
        unsupported("unsupported_audio_format", "audio", at, supported_formats)
    }

    /// `unsupported_image_format`: the formats that are.
    pub fn unsupported_image_format(at: impl Location, supported_formats: &[&str]) -> Self {
        unsupported("unsupported_image_format", "image", at, supported_formats)
    }

    /// `unsupported_video_format`: the formats that are.
    pub fn unsupported_video_format(at: impl Location, supported_formats: &[&str]) -> Self {
        unsupported("unsupported_video_format", "video", at, supported_formats)
    }
}

fn too_long(
    r#type: &'static str,
    medium: &str,
    at: impl Location,
    max: &Value,
    provided: &Value,
) -> Error {
    let message = format!(
        "{medium} duration exceeds the maximum allowed. Maximum is {max} seconds, provided is {provided} seconds."
    );
    let context = json!({ "max_duration": max, "provided_duration": provided });
    refused(r#type, at, message, context)
}

fn too_short(
    r#type: &'static str,
    medium: &str,
    at: impl Location,
    min: &Value,
    provided: &Value,
) -> Error {
    let message = format!(
        "{medium} duration is too short. Minimum is {min} seconds, provided is {provided} seconds."
    );
    let context = json!({ "min_duration": min, "provided_duration": provided });
    refused(r#type, at, message, context)
}

fn unsupported(r#type: &'static str, medium: &str, at: impl Location, formats: &[&str]) -> Error {
    let message = format!(
        "Unsupported {medium} format. Supported formats are {}.",
        formats.join(", ")
    );
    refused(r#type, at, message, json!({ "supported_formats": formats }))
}
