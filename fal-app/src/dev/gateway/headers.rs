//! The headers of a request on its way to the app, and those of its answer on the way back (`docs/platform.md` §2.4, §7).

use http::Response;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use super::auth::Caller;
use super::market::Listing;
use super::refusal::{Content, Refusal};
use crate::context;
pub(super) use crate::server::UNITS;
use crate::units::BillableUnits;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static(context::REQUEST_ID);
pub(super) const WEBHOOK: HeaderName = HeaderName::from_static("x-fal-billable-units-webhook");
pub(super) const START_TIMEOUT: HeaderName = HeaderName::from_static("x-fal-request-timeout");
pub(super) const PRIORITY: HeaderName = HeaderName::from_static("x-fal-queue-priority");
pub(super) const TAGS: HeaderName = HeaderName::from_static("x-fal-tags");
const ENDPOINT: HeaderName = HeaderName::from_static("x-fal-endpoint");
const CALLER: HeaderName = HeaderName::from_static("x-fal-caller-user-id");

/// Of the platform's headers, those that callers send and the app sees. All others are the gateway's own.
const PASSED: [&str; 6] = [
    "x-app-fal-disable-fallback",
    "x-fal-object-lifecycle-preference",
    "x-fal-queue-priority",
    "x-fal-request-source",
    "x-fal-runner-hint",
    "x-fal-tags",
];

/// Of the headers of an answer, those that are for the platform alone.
const FOR_THE_PLATFORM: [&str; 5] = [
    "x-fal-billable-units-webhook",
    "x-fal-cdn-token",
    "x-fal-needs-retry",
    "x-fal-runner-health-check",
    "x-fal-stop-runner",
];

/// Headers that are about one connection.
const OF_CONNECTION: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Makes the headers that the app sees of those that the caller sent. The caller's key is not among them.
pub(super) fn to_app(
    mut headers: HeaderMap,
    listing: &Listing,
    caller: &Caller,
    id: &Uuid,
    path: &str,
) -> HeaderMap {
    remove_of_connection(&mut headers);
    for own in [
        header::AUTHORIZATION,
        header::HOST,
        header::CONTENT_LENGTH,
        header::EXPECT,
    ] {
        headers.remove(own);
    }
    let reserved: Vec<HeaderName> = headers
        .keys()
        .filter(|name| is_reserved(name.as_str()))
        .cloned()
        .collect();
    for name in reserved {
        headers.remove(name);
    }
    headers.insert(REQUEST_ID, text(&id.to_string()));
    headers.insert(ENDPOINT, text(&listing.endpoint_id(path)));
    if let Some(key) = &caller.key {
        headers.insert(CALLER, text(&key.caller_id()));
    }
    headers
}

fn is_reserved(name: &str) -> bool {
    let is_of_platform = name.starts_with("x-fal-") || name.starts_with("x-app-fal-");
    is_of_platform && !PASSED.contains(&name)
}

/// Makes the headers that the caller sees of those that the app answered. Without units, their header is left out.
pub(super) fn to_caller(headers: &mut HeaderMap, id: &Uuid, units: Option<BillableUnits>) {
    remove_of_connection(headers);
    for name in FOR_THE_PLATFORM {
        headers.remove(name);
    }
    headers.insert(REQUEST_ID, text(&id.to_string()));
    match units {
        Some(units) => headers.insert(UNITS, text(&units.to_string())),
        None => headers.remove(UNITS),
    };
}

/// A refusal as its caller gets it.
pub(super) fn refused(refusal: Refusal, id: &Uuid) -> Response<Content> {
    let mut response = refusal.response();
    to_caller(response.headers_mut(), id, Some(BillableUnits::ZERO));
    response
}

fn remove_of_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|names| names.to_str().ok())
        .flat_map(|names| names.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.into_iter().chain(OF_CONNECTION) {
        headers.remove(name);
    }
}

/// What is not a valid header is left empty.
pub(super) fn text(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// Headers as lines of `name: value`, to be kept. No value has a line break.
pub(super) fn write(headers: &HeaderMap) -> Vec<u8> {
    let lines = headers
        .iter()
        .map(|(name, value)| [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat());
    lines.collect::<Vec<_>>().concat()
}

/// Headers as `write` writes them.
pub(super) fn read(lines: &[u8]) -> HeaderMap {
    let lines = lines.split(|byte| *byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line.get(colon + 2..)?).ok()?;
        Some((name, value))
    });
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(name, value);
    }
    headers
}
