//! The media that an example made, taken out of its answer.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::fields::MediaKind;
use crate::media::{Delivered, data_uri, extension, picture_size};

/// A medium, and the name of its file.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) file: String,
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
    /// The width and the height of a picture, in pixels.
    size: Option<(u32, u32)>,
    /// How long a video or a sound lasts, where that can be read.
    seconds: Option<f64>,
}

impl Made {
    pub(super) fn new(name: &str, content_type: &str, bytes: Bytes) -> Self {
        Self {
            file: format!("{name}{}", extension(content_type)),
            content_type: content_type.to_owned(),
            size: picture_size(&bytes),
            seconds: MediaKind::of_content_type(content_type)
                .and_then(|kind| Delivered::of_bytes(kind, &bytes).seconds),
            bytes,
        }
    }

    pub(super) fn is_picture(&self) -> bool {
        self.size.is_some()
    }

    /// `picture of 1024 × 768, 48 KiB`
    pub(super) fn for_people(&self) -> String {
        let kind = match self.size {
            Some((width, height)) => format!("picture of {width} × {height}"),
            None => self.content_type.clone(),
        };
        let size = match self.bytes.len() {
            bytes @ ..1024 => format!("{bytes} bytes"),
            bytes @ ..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
            bytes => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
        };
        match self.seconds {
            Some(seconds) => format!("{kind} of {seconds:.2} s, {size}"),
            None => format!("{kind}, {size}"),
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "file": self.file,
            "content_type": self.content_type,
            "file_size": self.bytes.len(),
            "width": self.size.map(|(width, _)| width),
            "height": self.size.map(|(_, height)| height),
            "duration": self.seconds,
        })
    }
}

/// Puts the name of a file where a data URI stands, at any depth, and keeps what the data URI held. The files are called by
/// `name` and a number.
pub(super) fn take(answer: &mut Value, name: &str, made: &mut Vec<Made>) {
    match answer {
        Value::String(text) => {
            if let Some((content_type, bytes)) = data_uri(text) {
                let medium = Made::new(&format!("{name}-{}", made.len() + 1), content_type, bytes);
                text.clone_from(&medium.file);
                made.push(medium);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| take(item, name, made)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| take(value, name, made)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
