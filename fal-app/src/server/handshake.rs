//! How a caller asks for a WebSocket (RFC 6455, §4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, StatusCode, Version};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::call::Outcome;

/// The only version there is.
const VERSION: &str = "13";

/// The header in which a caller names a bucket, which the SDK refuses for WebSockets (`docs/platform.md` §2.4).
const UPLOAD_POLICY: HeaderName = HeaderName::from_static("x-app-fal-upload-policy");

/// Whether a request asks to go on as a WebSocket. Another one finds no path here, as with the SDK.
pub(crate) fn is_asked(request: &Parts) -> bool {
    request.version != Version::HTTP_2
        && names(&request.headers, &header::CONNECTION, "upgrade")
        && names(&request.headers, &header::UPGRADE, "websocket")
}

/// Whether a header lists a word.
fn names(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).iter();
    let mut words = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    words.any(|one| one.trim().eq_ignore_ascii_case(word))
}

/// Refuses a request that asks for a WebSocket in a wrong way.
#[allow(
    clippy::result_large_err,
    reason = "the outcome is answered, not passed on"
)]
pub(crate) fn check(request: &Parts) -> Result<(), Outcome> {
    let refuse = |status, why| Err(Outcome::BadHandshake { status, why });
    let headers = &request.headers;
    if request.method != Method::GET {
        return refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "a WebSocket is asked for with GET",
        );
    }
    if request.version != Version::HTTP_11 {
        return refuse(
            StatusCode::BAD_REQUEST,
            "a WebSocket is asked for with HTTP/1.1",
        );
    }
    for (name, why) in [
        (
            header::SEC_WEBSOCKET_VERSION,
            "the header `sec-websocket-version` is there more than once",
        ),
        (
            header::SEC_WEBSOCKET_KEY,
            "the header `sec-websocket-key` is there more than once",
        ),
    ] {
        if headers.get_all(name).iter().nth(1).is_some() {
            return refuse(StatusCode::BAD_REQUEST, why);
        }
    }
    let length = headers.get(header::CONTENT_LENGTH);
    if length.is_some_and(|length| length != "0") || headers.contains_key(header::TRANSFER_ENCODING)
    {
        return refuse(
            StatusCode::BAD_REQUEST,
            "what asks for a WebSocket has no body",
        );
    }
    match headers.get(header::SEC_WEBSOCKET_VERSION) {
        Some(version) if version == VERSION => {}
        Some(_) => {
            return refuse(
                StatusCode::UPGRADE_REQUIRED,
                "the version of the WebSocket is 13",
            );
        }
        None => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "the header `sec-websocket-version` is missing",
            );
        }
    }
    let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "the header `sec-websocket-key` is missing",
        );
    };
    if !STANDARD.decode(key).is_ok_and(|key| key.len() == 16) {
        return refuse(
            StatusCode::BAD_REQUEST,
            "the header `sec-websocket-key` is not 16 bytes in base64",
        );
    }
    if headers.contains_key(UPLOAD_POLICY) {
        return refuse(
            StatusCode::FORBIDDEN,
            "a session uploads nothing into a bucket of its caller",
        );
    }
    Ok(())
}

/// What proves to the caller that the server speaks WebSocket.
pub(crate) fn accept(headers: &HeaderMap) -> HeaderValue {
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let key = key.map_or(&[][..], HeaderValue::as_bytes);
    // Base64 is always a valid header.
    HeaderValue::try_from(derive_accept_key(key)).unwrap_or(HeaderValue::from_static(""))
}
