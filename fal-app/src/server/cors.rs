//! What browsers ask: any page may call, with credentials, as the SDK's server allows (`docs/platform.md` §2.3).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

/// The methods that a page may use, as the SDK names them.
const METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY";

/// What a preflight's answer depends on, beside the origin.
const PREFLIGHT_VARY: &str = "Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";

/// Whether a browser asks before it calls, and if so, whether it may.
pub(crate) fn preflight(method: &Method, headers: &HeaderMap) -> Option<StatusCode> {
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    if method != Method::OPTIONS || !headers.contains_key(header::ORIGIN) {
        return None;
    }
    let known = METHODS.split(", ").any(|known| known.as_bytes() == asked);
    Some(if known {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    })
}

/// Says on a preflight's answer how a page may call.
pub(crate) fn allow_call(asked: &HeaderMap, answer: &mut HeaderMap) {
    let mut say = |name: HeaderName, value| answer.insert(name, HeaderValue::from_static(value));
    say(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    say(header::ACCESS_CONTROL_MAX_AGE, "600");
    say(header::VARY, PREFLIGHT_VARY);
    if let Some(names) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
}

/// Lets the page that asked read the answer.
pub(crate) fn allow_origin(asked: &HeaderMap, answer: &mut HeaderMap) {
    if let Some(origin) = asked.get(header::ORIGIN) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
    answer.append(header::VARY, HeaderValue::from_static("Origin"));
}
