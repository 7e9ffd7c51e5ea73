//! What a run answered, as files: it is not the page's own, so nothing in it runs.

use http::Response;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};

use super::answer::{self, Markup, Refused, not_found};
use super::media;
use super::runs::Run;
use crate::dev::gateway::{Content, whole};

/// All of the answer.
pub(super) fn answer(run: &Run) -> Response<Content> {
    let answer = run.progress().answer.clone();
    let (bytes, content_type) = answer.map_or_else(Default::default, |answer| {
        let content_type = answer.headers.get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        (answer.body, content_type.unwrap_or_default().to_owned())
    });
    file(bytes.into(), &content_type)
}

/// A medium that was answered as a data URI.
pub(super) fn medium(run: &Run, number: &str) -> Result<Response<Content>, Refused> {
    let answer = run.progress().answer.clone().ok_or_else(not_found)?;
    let body = serde_json::from_slice(&answer.body).map_err(|_| not_found())?;
    let mut found = media::find(&body).into_iter();
    let number: usize = number.parse().map_err(|_| not_found())?;
    let medium = found.nth(number).ok_or_else(not_found)?;
    let bytes = medium.bytes().ok_or_else(not_found)?;
    Ok(file(bytes, &medium.content_type))
}

fn file(bytes: Vec<u8>, content_type: &str) -> Response<Content> {
    let mut response = answer::html(&Markup::default()).map(|_| whole(bytes.into()));
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static("sandbox; default-src 'none'");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_shown = ["image/", "audio/", "video/"]
        .iter()
        .any(|begin| kind.starts_with(begin))
        && kind != "image/svg+xml";
    let is_picture = kind == "image/svg+xml";
    if !is_shown {
        // A picture may be one too: `<img>` does not ask how it is to be shown.
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    let kind = match is_shown || is_picture || kind == "application/json" || kind == "text/plain" {
        true => HeaderValue::try_from(kind).ok(),
        false => None,
    };
    let bytes = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, kind.unwrap_or(bytes));
    response
}
