//! What is asked of the queue by a path, and how it answers itself.

use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use serde_json::json;
use uuid::Uuid;

use super::super::guard;
use super::super::headers;
use super::super::market::Market;
use super::super::refusal::{Content, json_response};
use crate::units::BillableUnits;

/// What is asked of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Status,
    /// The status, again whenever it changes.
    Follow,
    Result,
    Cancel,
}

/// Where a request is asked about, as its caller reaches it.
pub(super) struct Urls {
    pub(super) result: String,
    pub(super) status: String,
    pub(super) cancel: String,
}

/// The request that a path names, and what is asked of it. A path of the app may stand before it.
pub(super) fn asked(path: &str) -> Option<(&str, Asked)> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match *parts {
        [.., "requests", id] | [.., "requests", id, "response"] => Some((id, Asked::Result)),
        [.., "requests", id, "status"] => Some((id, Asked::Status)),
        [.., "requests", id, "status", "stream"] => Some((id, Asked::Follow)),
        [.., "requests", id, "cancel"] => Some((id, Asked::Cancel)),
        _ => None,
    }
}

impl Urls {
    /// Those of a request, by the address that this one came to. They name the app alone.
    pub(super) fn of<B>(market: &Market, id: &Uuid, request: &Request<B>) -> Self {
        // Who names none is not let in.
        let address = guard::authority(request.uri(), request.headers())
            .map_or_else(String::new, |address| address.to_string());
        let app = market.listing.id();
        let result = format!("http://{address}/queue/{app}/requests/{id}");
        Self {
            status: format!("{result}/status"),
            cancel: format!("{result}/cancel"),
            result,
        }
    }
}

/// An answer of the queue itself, which costs nothing.
pub(super) fn own(id: &Uuid, mut response: Response<Content>) -> Response<Content> {
    headers::to_caller(response.headers_mut(), id, Some(BillableUnits::ZERO));
    response
}

pub(super) fn unknown(id: &Uuid) -> Response<Content> {
    own(
        id,
        json_response(StatusCode::NOT_FOUND, &json!({"status": "NOT_FOUND"})),
    )
}

pub(super) fn wrong_method(id: &Uuid, allowed: &'static str) -> Response<Content> {
    let body = json!({"detail": "Method Not Allowed"});
    let mut response = json_response(StatusCode::METHOD_NOT_ALLOWED, &body);
    let allowed = HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    own(id, response)
}
