//! What a form sends: names and texts, and files.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::{BodyExt, BodyStream, LengthLimitError, Limited};
use multer::{Constraints, Multipart, SizeLimit};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::answer::Refused;
use crate::dev::files::{About, Files};
use crate::dev::gateway::{Sent, pair};

/// The most bytes of the texts of a form.
const MOST: usize = 8 << 20;

/// The most names of a form.
const MOST_NAMES: usize = 10_000;

/// A form that was sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Posted {
    /// Names and texts, in their order.
    pub(super) pairs: Vec<(String, String)>,
    /// Files that are kept by now: the name in the form, and where it is.
    pub(super) files: Vec<(String, Uploaded)>,
}

/// A file that was sent, and is among the files of callers.
#[derive(Clone, Debug)]
pub(super) struct Uploaded {
    pub(super) id: String,
    pub(super) about: About,
}

impl Uploaded {
    /// Where the app and the page read it.
    pub(super) fn url(&self, address: &str) -> String {
        let name = utf8_percent_encode(&self.about.name, NON_ALPHANUMERIC);
        format!("http://{address}/cdn/files/{}/{name}", self.id)
    }
}

impl Posted {
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(given, _)| given == name)
            .map(|(_, text)| text.as_str())
    }
}

/// Reads a form, encoded in either way. Its files are kept.
pub(super) async fn read(
    keep: &impl AsRef<Files>,
    head: &Parts,
    body: Sent,
) -> Result<Posted, Refused> {
    let content_type = head.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    match content_type.map(multer::parse_boundary) {
        Some(Ok(boundary)) => multipart(keep.as_ref(), boundary, body).await,
        _ => plain(body).await,
    }
}

fn refused(why: impl Into<String>) -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, why)
}

fn too_large() -> Refused {
    let why = format!("the texts of the form are over {} MiB", MOST >> 20);
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, why)
}

async fn plain(body: Sent) -> Result<Posted, Refused> {
    let read = Limited::new(body, MOST).collect().await;
    let read: Bytes = read
        .map_err(|error| match error.is::<LengthLimitError>() {
            true => too_large(),
            false => refused("the form could not be read"),
        })?
        .to_bytes();
    let text = String::from_utf8_lossy(&read);
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(pair);
    let pairs = pairs
        .take(MOST_NAMES)
        .map(|(name, text)| (name, lines(&text)));
    Ok(Posted {
        pairs: pairs.collect(),
        files: Vec::new(),
    })
}

/// Browsers end the lines of a text with two letters.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

async fn multipart(files: &Files, boundary: String, body: Sent) -> Result<Posted, Refused> {
    let frames = BodyStream::new(body)
        .filter_map(|frame| async { frame.map(|frame| frame.into_data().ok()).transpose() });
    let limits = SizeLimit::new().per_field(files.largest());
    let limits = Constraints::new().size_limit(limits);
    let mut parts = Multipart::with_constraints(frames, boundary, limits);
    let (mut posted, mut read) = (Posted::default(), 0);
    let unread = |error: multer::Error| refused(format!("the form could not be read: {error}"));
    while let Some(mut field) = parts.next_field().await.map_err(unread)? {
        if posted.pairs.len() + posted.files.len() >= MOST_NAMES {
            return Err(refused("the form has too many fields"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let text = field.bytes().await.map_err(unread)?;
            read += text.len();
            if read > MOST {
                return Err(too_large());
            }
            let text = lines(&String::from_utf8_lossy(&text));
            posted.pairs.push((name, text));
            continue;
        };
        let content_type = field.content_type().map_or("", |kind| kind.essence_str());
        let about = About::new(&file_name, content_type);
        let failed = |error: crate::dev::files::Failed| {
            let refusal = crate::dev::gateway::Refusal::from(error);
            Refused::new(refusal.status, refusal.detail())
        };
        let mut unfinished = files.begin().await.map_err(|error| failed(error.into()))?;
        let mut is_empty = true;
        while let Some(bytes) = field.chunk().await.map_err(unread)? {
            is_empty &= bytes.is_empty();
            unfinished.write(&bytes).await.map_err(failed)?;
        }
        // A file button without a choice sends an empty file without a name.
        if is_empty && file_name.is_empty() {
            continue;
        }
        let id = Files::new_id();
        files.keep(&id, &about, unfinished).await.map_err(failed)?;
        posted.files.push((name, Uploaded { id, about }));
    }
    Ok(posted)
}
