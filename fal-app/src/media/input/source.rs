//! Where a medium that a caller sends is, and the rules of its field.

use std::fmt;

use crate::error::Segment;
use crate::fields::place::Step;
use crate::fields::{Place, Rules, Writer, media_url};

/// Where a medium that a caller sends is, and the rules of its field.
#[derive(Clone)]
pub(super) struct Source {
    url: String,
    /// The content type that the caller says. It is used where the server says none.
    content_type: Option<String>,
    file_name: Option<String>,
    /// Where it is in the request: its errors name this place.
    loc: Vec<Step>,
    bounds: Bounds,
}

/// The rules of its field that hold for a medium, each `None` where there is none. All rules would make the type of a
/// field many times larger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) min_width: Option<u32>,
    pub(super) max_width: Option<u32>,
    pub(super) min_height: Option<u32>,
    pub(super) max_height: Option<u32>,
    /// Width × height, in pixels.
    pub(super) max_area: Option<u64>,
    /// In bytes.
    pub(super) max_file_size: Option<u64>,
}

impl From<&Rules> for Bounds {
    fn from(rules: &Rules) -> Self {
        Self {
            min_width: rules.min_width,
            max_width: rules.max_width,
            min_height: rules.min_height,
            max_height: rules.max_height,
            max_area: rules.max_area,
            max_file_size: rules.max_file_size,
        }
    }
}

impl Source {
    /// One that no caller sent.
    pub(super) fn from_url(url: String) -> Self {
        Self::read(url, None, None, &Place::BODY)
    }

    pub(super) fn read(
        url: String,
        content_type: Option<String>,
        file_name: Option<String>,
        place: &Place<'_>,
    ) -> Self {
        Self {
            url,
            content_type,
            file_name,
            loc: place.loc(),
            bounds: place.rules().into(),
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(super) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Where it is in the request.
    pub(super) fn location(&self) -> Vec<Segment> {
        self.loc.iter().map(Segment::from).collect()
    }

    pub(super) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Writes an object: a default or an example is one in the document, by its schema. The URL is that which would be
    /// read from a string. What is not a URL stays a string, which is refused.
    pub(super) fn write_object(&self, writer: &mut Writer) {
        let Ok(url) = media_url::url(&self.url) else {
            return writer.string(&self.url);
        };
        let mut object = writer.object();
        object.field("url", &url.into_owned());
        if self.content_type.is_some() {
            object.field("content_type", &self.content_type);
        }
        if self.file_name.is_some() {
            object.field("file_name", &self.file_name);
        }
        object.end();
    }
}

impl fmt::Debug for Source {
    /// A data URI may have many megabytes: its beginning is enough.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.url.char_indices().nth(80) {
            Some((end, _)) => write!(f, "{:?}…", self.url.get(..end).unwrap_or_default()),
            None => fmt::Debug::fmt(&self.url, f),
        }
    }
}

impl From<&Step> for Segment {
    fn from(step: &Step) -> Self {
        match step {
            Step::Member(name) => Self::from(*name),
            Step::Key(key) => Self::from(&**key),
            Step::Item(index) => Self::from(*index),
        }
    }
}
