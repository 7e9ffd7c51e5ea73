//! What an answer delivers: the media in its JSON, measured by their bytes.

use bytes::Bytes;
use serde_json::Value;

use super::input::data_uri;
use super::measure::picture_size;
use crate::fields::{MediaKind, Shape, check_answer};

/// A medium in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) kind: MediaKind,
    /// What its URL holds, where that is a data URI.
    #[cfg_attr(
        not(feature = "probe"),
        allow(dead_code, reason = "only its length is read")
    )]
    bytes: Option<Bytes>,
    /// The width and height of a picture, in pixels: by its bytes, else as the answer says.
    pub(crate) size: Option<(u32, u32)>,
}

impl Delivered {
    /// How long a video or a sound lasts, by its bytes. `None` where they are not here, or their format is not known, and
    /// without the feature `probe`.
    pub(crate) fn seconds(&self) -> Option<f64> {
        #[cfg(feature = "probe")]
        return super::probe::seconds(self.bytes.as_ref()?).ok();
        #[cfg(not(feature = "probe"))]
        None
    }

    fn of(answer: &Value, kind: MediaKind) -> Option<Self> {
        let bytes = data_uri(answer["url"].as_str()?).map(|(_, bytes)| bytes);
        let size = match (kind, &bytes) {
            (MediaKind::Image, Some(bytes)) => picture_size(bytes),
            (MediaKind::Image, None) => said_size(answer),
            _ => None,
        };
        Some(Self { kind, bytes, size })
    }
}

fn said_size(answer: &Value) -> Option<(u32, u32)> {
    let side = |name| u32::try_from(answer[name].as_u64()?).ok();
    Some((side("width")?, side("height")?))
}

/// The media in an answer of this shape, in their order.
pub(crate) fn delivered(answer: &Value, shape: &Shape) -> Vec<Delivered> {
    let mut found = Vec::new();
    collect(answer, shape, &mut found);
    found
}

/// Recurses as deep as the answer nests.
fn collect(answer: &Value, shape: &Shape, found: &mut Vec<Delivered>) {
    match shape {
        Shape::Object(table) if table().medium.is_some() => {
            let kind = table().medium.unwrap_or(MediaKind::File);
            found.extend(Delivered::of(answer, kind));
        }
        Shape::Object(table) => {
            for field in table().fields {
                if let Some(value) = answer.get(field.name) {
                    collect(value, &field.shape, found);
                }
            }
        }
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
