//! A file, as callers and the app get it.

use std::io::SeekFrom;
use std::ops::RangeInclusive;
use std::sync::Arc;

use bytes::BytesMut;
use futures_util::stream;
use http::header::{self, HeaderValue};
use http::{HeaderName, Method, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use http_range_header::parse_range_header;
use percent_encoding::utf8_percent_encode;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

use super::super::headers::text;
use super::super::market::Market;
use super::super::refusal::{Content, Refusal, whole};
use super::common::{PLAIN, not_found};
use crate::dev::app;
use crate::dev::files::{About, Failed, Stored};

/// How many bytes are read from the disk at once.
const CHUNK: usize = 64 * 1024;

/// A file that callers sent is no page of the marketplace: nothing in it runs, and it can ask nobody.
const SAFE: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ),
];

/// Answers with a file, or with one range of it.
pub(super) async fn file<B>(
    market: &Arc<Market>,
    id: &str,
    name: &str,
    request: &Request<B>,
) -> Result<Response<Content>, Refusal> {
    let stored = market.files.read(id).await.map_err(Failed::from)?;
    let stored = stored.filter(|stored| stored.about.name == name);
    let Stored {
        about,
        size,
        mut content,
    } = stored.ok_or_else(not_found)?;
    let mut response = Response::new(whole(bytes::Bytes::new()));
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_TYPE, text(&about.content_type));
    headers.insert(header::CONTENT_DISPOSITION, text(&disposition(&about)));
    let range = match range(request, size) {
        Ok(range) => range,
        Err(NotThere) => {
            headers.insert(header::CONTENT_RANGE, text(&format!("bytes */{size}")));
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            return Ok(response);
        }
    };
    let (start, length) = match &range {
        Some(range) => (*range.start(), range.end() - range.start() + 1),
        None => (0, size),
    };
    headers.insert(header::CONTENT_LENGTH, length.into());
    if let Some(range) = range {
        let range = format!("bytes {}-{}/{size}", range.start(), range.end());
        headers.insert(header::CONTENT_RANGE, text(&range));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    if request.method() == Method::GET {
        let sought = content.seek(SeekFrom::Start(start)).await;
        sought.map_err(Failed::from)?;
        *response.body_mut() = bytes_of(content.take(length));
    }
    Ok(response)
}

/// No byte of the range is in the file.
struct NotThere;

/// The one range that is asked for. More than one, and one that holds only for a version of the file, is all of it.
fn range<B>(request: &Request<B>, size: u64) -> Result<Option<RangeInclusive<u64>>, NotThere> {
    let headers = request.headers();
    let asked = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let Some(asked) = asked.filter(|_| !headers.contains_key(header::IF_RANGE)) else {
        return Ok(None);
    };
    let Ok(parsed) = parse_range_header(asked) else {
        return Ok(None);
    };
    let mut ranges = parsed.validate(size).map_err(|_| NotThere)?;
    Ok(ranges.pop().filter(|_| ranges.is_empty()))
}

/// Media are shown, all else is saved.
fn disposition(about: &About) -> String {
    let essence = about.content_type.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let is_shown = ["image/", "audio/", "video/"]
        .iter()
        .any(|kind| essence.starts_with(kind))
        && essence != "image/svg+xml"
        || essence == "text/plain";
    let how = if is_shown { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&about.name, PLAIN);
    format!("{how}; filename*=UTF-8''{name}")
}

fn bytes_of(file: Take<File>) -> Content {
    let frames = stream::try_unfold(file, |mut file| async move {
        let mut bytes = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut bytes).await.map_err(app::Failed::from)?;
        Ok((read > 0).then(|| (Frame::data(bytes.freeze()), file)))
    });
    StreamBody::new(frames).boxed_unsync()
}
