//! What an answer delivers: the media in its JSON, measured by their bytes.

use bytes::Bytes;
use serde_json::Value;

use super::input::data_uri;
use super::measure::picture_size;
use crate::fields::{MediaKind, Shape, check_answer, walk};

/// A medium in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) kind: MediaKind,
    /// The width and height of a picture, in pixels: by its bytes, else as the answer says.
    pub(crate) size: Option<(u32, u32)>,
    /// How long a video or a sound lasts, by its bytes. `None` where they are not here, or their format is not known, and
    /// without the feature `probe`.
    pub(crate) seconds: Option<f64>,
}

impl Delivered {
    fn of(answer: &Value, kind: MediaKind) -> Option<Self> {
        let url = answer["url"].as_str()?;
        Some(match data_uri(url) {
            Some((_, bytes)) => Self::of_bytes(kind, &bytes),
            None => Self {
                kind,
                size: said_size(answer).filter(|_| kind == MediaKind::Image),
                seconds: None,
            },
        })
    }

    /// A medium that is here as a whole, as the body of a raw stream.
    pub(crate) fn of_bytes(kind: MediaKind, bytes: &Bytes) -> Self {
        let (size, seconds) = match kind {
            MediaKind::Image => (picture_size(bytes), None),
            MediaKind::Video | MediaKind::Audio => (None, seconds(bytes)),
            MediaKind::File => (None, None),
        };
        Self {
            kind,
            size,
            seconds,
        }
    }
}

#[cfg(feature = "probe")]
fn seconds(bytes: &Bytes) -> Option<f64> {
    super::probe::seconds(bytes).ok()
}

#[cfg(not(feature = "probe"))]
fn seconds(_: &Bytes) -> Option<f64> {
    None
}

fn said_size(answer: &Value) -> Option<(u32, u32)> {
    let side = |name| u32::try_from(answer[name].as_u64()?).ok();
    Some((side("width")?, side("height")?))
}

/// Whether a value of this shape may hold a medium of that kind.
pub(crate) fn holds_kind(output: &Shape, kind: MediaKind) -> bool {
    let mut found = false;
    walk(output, &mut |shape| {
        found |= matches!(shape, Shape::Object(table) if table().medium == Some(kind));
    });
    found
}

/// The media in an answer of this shape, in their order.
pub(crate) fn delivered(answer: &Value, shape: &Shape) -> Vec<Delivered> {
    let mut found = Vec::new();
    collect(answer, shape, &mut found);
    found
}

/// The media at any depth of an answer whose shape nobody declares, as an item of a stream: each object with a `url` whose
/// type is known, by its data URI or its `content_type`, and each data URI alone.
pub(crate) fn delivered_anywhere(answer: &Value) -> Vec<Delivered> {
    let mut found = Vec::new();
    search(answer, &mut found);
    found
}

fn search(answer: &Value, found: &mut Vec<Delivered>) {
    let parts: Vec<&Value> = match answer {
        Value::String(text) => {
            let medium = data_uri(text).and_then(|(content_type, bytes)| {
                let kind = MediaKind::of_content_type(content_type)?;
                Some(Delivered::of_bytes(kind, &bytes))
            });
            found.extend(medium);
            return;
        }
        Value::Object(members) => {
            let linked = answer["url"].as_str().filter(|url| data_uri(url).is_none());
            let said = linked.and(answer["content_type"].as_str());
            if let Some(kind) = said.and_then(MediaKind::of_content_type) {
                found.extend(Delivered::of(answer, kind));
                return;
            }
            members.values().collect()
        }
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return,
    };
    parts.into_iter().for_each(|part| search(part, found));
}

/// Recurses as deep as the answer nests.
fn collect(answer: &Value, shape: &Shape, found: &mut Vec<Delivered>) {
    match shape {
        Shape::Object(table) => match table().medium {
            Some(kind) => found.extend(Delivered::of(answer, kind)),
            None => {
                for field in table().fields {
                    if let Some(value) = answer.get(field.name) {
                        collect(value, &field.shape, found);
                    }
                }
            }
        },
        Shape::Optional(of) => collect(answer, of, found),
        Shape::List(of) => {
            let items = answer.as_array().map_or(&[][..], Vec::as_slice);
            items.iter().for_each(|item| collect(item, of, found));
        }
        Shape::Map(of) => {
            let values = answer.as_object().into_iter().flat_map(|map| map.values());
            values.for_each(|value| collect(value, of, found));
        }
        Shape::Tuple(shapes) => {
            let items = answer.as_array().map_or(&[][..], Vec::as_slice);
            let items = items.iter().zip(*shapes);
            items.for_each(|(item, shape)| collect(item, shape, found));
        }
        Shape::Union(union) => {
            let union = union();
            let mut variants = union.variants.iter();
            let named = union.tag.map(|tag| &answer[tag]);
            let is_it = |variant: &&crate::fields::Variant| match named {
                Some(named) => named == variant.name,
                None => check_answer(answer, &variant.shape).is_ok(),
            };
            if let Some(variant) = variants.find(is_it) {
                collect(answer, &variant.shape, found);
            }
        }
        Shape::Text
        | Shape::MediaUrl(_)
        | Shape::Bytes
        | Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::Any
        | Shape::Null
        | Shape::Choice(_)
        | Shape::ImageSize
        | Shape::Medium(..) => {}
    }
}
