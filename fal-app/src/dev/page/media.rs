//! Pictures, videos, sounds and files in an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::address::own_path;

/// The most media that are shown of one answer.
const MOST: usize = 64;

/// A medium in an answer.
#[derive(Clone, Debug)]
pub(super) struct Medium {
    /// Its URL, as the app answered it.
    pub(super) url: String,
    /// `image`, `video`, `audio` or `file`.
    pub(super) kind: &'static str,
    pub(super) content_type: String,
    pub(super) measure: String,
}

/// All media of an answer: objects with a `url`.
pub(super) fn find(value: &Value) -> Vec<Medium> {
    let mut found = Vec::new();
    walk(value, &mut found);
    found
}

fn walk(value: &Value, found: &mut Vec<Medium>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(members) => match members.get("url").and_then(Value::as_str) {
            Some(url) => found.push(medium(value, url)),
            None => members.values().for_each(|member| walk(member, found)),
        },
        _ => {}
    }
}

fn medium(value: &Value, url: &str) -> Medium {
    let declared = value["content_type"].as_str().unwrap_or_default();
    let own = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split([';', ',']).next());
    let by_name = || match url.rsplit_once('.').map(|(_, extension)| extension) {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        _ => "application/octet-stream",
    };
    let content_type = match (declared, own) {
        ("", Some(own)) => own.to_owned(),
        ("", None) => by_name().to_owned(),
        (declared, _) => declared.to_owned(),
    };
    let kind = match content_type.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "file",
    };
    let mut measures = Vec::new();
    if let (Some(width), Some(height)) = (value["width"].as_u64(), value["height"].as_u64()) {
        measures.push(format!("{width} × {height}"));
    }
    if let Some(seconds) = value["duration"].as_f64() {
        measures.push(format!("{seconds} s"));
    }
    measures.push(content_type.clone());
    if let Some(size) = value["file_size"].as_u64() {
        measures.push(super::shown::bytes(size));
    }
    Medium {
        url: url.to_owned(),
        kind,
        content_type,
        measure: measures.join(", "),
    }
}

impl Medium {
    /// Where the page reads it: what is a data URI has an address of its own. `None` where it is elsewhere.
    pub(super) fn source(&self, address: &str, of: &str, number: usize) -> Option<String> {
        match self.url.starts_with("data:") {
            true => Some(format!("/ui/requests/{of}/media/{number}")),
            false => own_path(address, &self.url).map(str::to_owned),
        }
    }

    /// The bytes of a data URI.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let (head, data) = self.url.strip_prefix("data:")?.split_once(',')?;
        match head.ends_with(";base64") {
            true => STANDARD.decode(data).ok(),
            false => Some(percent_decode_str(data).collect()),
        }
    }
}
