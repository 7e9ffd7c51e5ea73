//! Content types and the extensions of files.

use std::ffi::OsStr;

/// The content type where nothing else is known.
pub(super) const BINARY: &str = "application/octet-stream";

/// Each content type with its extensions. The first is the one that a random file name gets.
const KNOWN: &[(&str, &[&str])] = &[
    ("image/png", &[".png"]),
    ("image/jpeg", &[".jpg", ".jpeg"]),
    ("image/webp", &[".webp"]),
    ("image/gif", &[".gif"]),
    ("image/bmp", &[".bmp"]),
    ("image/tiff", &[".tiff", ".tif"]),
    ("image/avif", &[".avif"]),
    ("image/heic", &[".heic"]),
    ("image/heif", &[".heif", ".hif"]),
    ("image/jxl", &[".jxl"]),
    ("image/svg+xml", &[".svg"]),
    ("video/mp4", &[".mp4", ".m4v"]),
    ("video/webm", &[".webm"]),
    ("video/quicktime", &[".mov"]),
    ("video/x-matroska", &[".mkv"]),
    ("video/x-msvideo", &[".avi"]),
    ("video/ogg", &[".ogv"]),
    ("audio/mpeg", &[".mp3"]),
    ("audio/wav", &[".wav"]),
    ("audio/ogg", &[".ogg", ".oga", ".opus"]),
    ("audio/flac", &[".flac"]),
    ("audio/aac", &[".aac"]),
    ("audio/mp4", &[".m4a"]),
    ("text/plain", &[".txt"]),
    ("text/csv", &[".csv"]),
    ("text/html", &[".html"]),
    ("application/json", &[".json"]),
    ("application/pdf", &[".pdf"]),
    ("application/zip", &[".zip"]),
    ("model/gltf-binary", &[".glb"]),
    ("model/obj", &[".obj"]),
    (BINARY, &[".bin"]),
];

/// The extension for a content type, with its dot; `.bin` for one that is not known.
pub(crate) fn extension(content_type: &str) -> &'static str {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    KNOWN
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(essence))
        .and_then(|(_, extensions)| extensions.first())
        .unwrap_or(&".bin")
}

/// The content type for an extension without its dot.
pub(super) fn of_extension(extension: &OsStr) -> &'static str {
    let is_extension = |known: &&str| {
        known
            .strip_prefix('.')
            .is_some_and(|known| extension.eq_ignore_ascii_case(known))
    };
    KNOWN
        .iter()
        .find(|(_, extensions)| extensions.iter().any(&is_extension))
        .map_or(BINARY, |(known, _)| known)
}
