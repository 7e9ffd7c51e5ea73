//! What all answers about files share.

use http::{Method, Request, Response, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::super::refusal::{Content, Refusal, json_response};
use crate::dev::files::Failed;

/// What stands in a URL as it is.
pub(super) const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address of the files, as this caller names the marketplace.
pub(super) fn base<B>(request: &Request<B>) -> String {
    let host = request.headers().get(http::header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|host| host.as_str()));
    format!("http://{}/cdn", host.unwrap_or_default())
}

pub(super) fn file_url(base: &str, id: &str, name: &str) -> String {
    format!("{base}/files/{id}/{}", utf8_percent_encode(name, PLAIN))
}

pub(super) fn only<B>(
    request: &Request<B>,
    methods: &[Method],
    allow: &'static str,
) -> Result<(), Refusal> {
    match methods.contains(request.method()) {
        true => Ok(()),
        false => Err(Refusal::method_not_allowed(allow)),
    }
}

pub(super) fn ok(body: &Value) -> Response<Content> {
    json_response(StatusCode::OK, body)
}

pub(super) fn not_found() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not Found")
}

impl From<Failed> for Refusal {
    fn from(failed: Failed) -> Self {
        let mib = |bytes: u64| bytes >> 20;
        match failed {
            Failed::TooLarge(most) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the file is over {} MiB", mib(most)),
            ),
            Failed::Full(most) => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                format!("all files together would be over {} MiB", mib(most)),
            ),
            Failed::Parts(why) => Self::new(StatusCode::BAD_REQUEST, why),
            Failed::Io(error) => Self::internal(&format_args!("a file was not kept: {error}")),
        }
    }
}
