//! Content types and the extensions of their files.

use std::ffi::OsStr;

/// The type of bytes of which nothing is known.
pub(super) const BINARY: &str = "application/octet-stream";

/// The extension that a made name gets comes first.
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
    ("audio/mpeg", &[".mp3"]),
    ("audio/wav", &[".wav"]),
    ("audio/ogg", &[".ogg", ".opus"]),
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

/// The extension of a made name, with its dot.
pub(super) fn extension(content_type: &str) -> &'static str {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    KNOWN
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(essence))
        .and_then(|(_, extensions)| extensions.first())
        .unwrap_or(&".bin")
}

/// The type that the extension of a file tells, without its dot.
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
