//! CORS: a page of any origin may call, with credentials, as the SDK's server allows it (`docs/platform.md` §2.3).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

/// The methods that a page may use, as the SDK names them.
const METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY";

/// What a preflight's answer depends on, beside the origin.
const PREFLIGHT_VARY: &str = "Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";

/// The status of a preflight's answer; `None` where the request is no preflight.
pub(crate) fn preflight(method: &Method, headers: &HeaderMap) -> Option<StatusCode> {
    if method != Method::OPTIONS || !headers.contains_key(header::ORIGIN) {
        return None;
    }
    let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    let is_known = METHODS.split(", ").any(|known| known.as_bytes() == wanted);
    Some(if is_known {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    })
}

/// Adds to a preflight's answer how a page may call.
pub(crate) fn allow_call(request: &HeaderMap, answer: &mut HeaderMap) {
    let mut add = |name: HeaderName, value| answer.insert(name, HeaderValue::from_static(value));
    add(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    add(header::ACCESS_CONTROL_MAX_AGE, "600");
    add(header::VARY, PREFLIGHT_VARY);
    if let Some(names) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
}

/// Lets the page that sent the request read the answer.
pub(crate) fn allow_origin(request: &HeaderMap, answer: &mut HeaderMap) {
    if let Some(origin) = request.get(header::ORIGIN) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
    answer.append(header::VARY, HeaderValue::from_static("Origin"));
}
