//! What the gateway itself answers, in the words of the platform (`docs/platform.md` §4, §7).

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::combinators::{BoxBody, UnsyncBoxBody};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use crate::dev::app::{Failed, Failure, NotUp};

/// The body of a request, from a connection or from within.
pub(crate) type Sent = BoxBody<Bytes, hyper::Error>;

/// The body of an answer to a caller.
pub(crate) type Content = UnsyncBoxBody<Bytes, Failed>;

/// An answer of the gateway that is no success. It costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    body: Value,
    headers: Vec<(&'static str, &'static str)>,
    /// Whether the queue does not try again, whatever the reason.
    is_for_good: bool,
}

impl Refusal {
    /// `{"detail": …}`.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::of(status, json!({"detail": detail.into()}))
    }

    fn of(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
            is_for_good: false,
        }
    }

    /// A failure that is not the app's answer: with its type in the body and in a header.
    pub(super) fn infrastructure(
        status: StatusCode,
        error_type: &'static str,
        detail: &str,
    ) -> Self {
        Self::of(status, json!({"detail": detail, "error_type": error_type}))
            .with("x-fal-error-type", error_type)
    }

    pub(super) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// This refusal, and no other attempt.
    pub(super) fn for_good(mut self) -> Self {
        self.is_for_good = true;
        self
    }

    pub(super) fn is_for_good(&self) -> bool {
        self.is_for_good
    }

    /// What it says, for people.
    pub(crate) fn detail(&self) -> String {
        self.body["detail"].as_str().unwrap_or_default().to_owned()
    }

    /// The type of a failure that is not the app's answer.
    pub(super) fn error_type(&self) -> Option<&str> {
        self.body["error_type"].as_str()
    }

    pub(super) fn response(self) -> Response<Content> {
        self.in_one_piece().map(whole)
    }

    pub(super) fn in_one_piece(self) -> Response<Bytes> {
        let mut response = json_bytes(self.status, &self.body);
        for (name, value) in self.headers {
            let (name, value) = (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
            response.headers_mut().insert(name, value);
        }
        response
    }

    pub(super) fn internal(why: &dyn std::fmt::Display) -> Self {
        tracing::error!("{why}");
        Self::infrastructure(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "Internal Server Error",
        )
    }

    /// `allow` lists the methods that there are.
    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").with("allow", allow)
    }

    pub(super) fn no_application(name: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            format!("Application \"{name}\" not found"),
        )
    }

    pub(super) fn too_many() -> Self {
        Self::infrastructure(
            StatusCode::TOO_MANY_REQUESTS,
            "concurrent_requests_limit",
            "Too many concurrent requests",
        )
        .with("x-fal-needs-retry", "1")
    }

    pub(super) fn no_credit() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
        )
    }

    pub(super) fn client_disconnected() -> Self {
        let status = StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST);
        Self::infrastructure(status, "client_disconnected", "The client disconnected")
    }

    pub(super) fn client_cancelled() -> Self {
        let status = StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST);
        Self::infrastructure(
            status,
            "client_cancelled",
            "The client cancelled the request",
        )
    }

    /// The app took too long to start, or with all its places taken: longer than it may, or than the caller waits.
    pub(super) fn startup_timeout(is_own: bool) -> Self {
        let refusal = Self::infrastructure(
            StatusCode::GATEWAY_TIMEOUT,
            "startup_timeout",
            "The request did not start in time",
        );
        match is_own {
            true => refusal.with("x-fal-request-timeout-type", "user"),
            false => refusal,
        }
    }

    /// This refusal, where the app is not up in time; else that of a marketplace that ends.
    pub(super) fn or_ending(self, not_up: NotUp) -> Self {
        match not_up {
            NotUp::Late => self,
            NotUp::Ending => Self::ending(),
        }
    }

    pub(super) fn queue_is_full() -> Self {
        Self::infrastructure(
            StatusCode::TOO_MANY_REQUESTS,
            "queue_full",
            "The queue holds no more requests",
        )
    }

    /// More results than are kept wait for their receivers.
    pub(super) fn too_many_webhooks() -> Self {
        Self::infrastructure(
            StatusCode::TOO_MANY_REQUESTS,
            "queue_full",
            "Too many webhooks wait for their receivers",
        )
    }

    /// More requests wait than the caller wants before theirs.
    pub(super) fn queue_is_too_long() -> Self {
        Self::infrastructure(
            StatusCode::TOO_MANY_REQUESTS,
            "queue_full",
            "The queue is longer than `fal_max_queue_length`",
        )
    }

    pub(super) fn bad_request(detail: &str) -> Self {
        Self::infrastructure(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// The marketplace takes no more requests.
    pub(super) fn ending() -> Self {
        Self::infrastructure(
            StatusCode::SERVICE_UNAVAILABLE,
            "runner_scheduling_failure",
            "The marketplace is ending",
        )
    }

    pub(super) fn request_timeout() -> Self {
        Self::infrastructure(
            StatusCode::GATEWAY_TIMEOUT,
            "request_timeout",
            "The request took too long",
        )
    }

    pub(super) fn incomplete() -> Self {
        Self::infrastructure(
            StatusCode::BAD_GATEWAY,
            "runner_incomplete_response",
            "The app's answer is incomplete",
        )
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let (error_type, detail) = match failure {
            Failure::Refused => (
                "runner_connection_refused",
                "The app refused the connection",
            ),
            Failure::Unreachable => ("runner_connection_error", "The app cannot be reached"),
            Failure::Disconnected => (
                "runner_disconnected",
                "The app disconnected without an answer",
            ),
        };
        Self::infrastructure(StatusCode::SERVICE_UNAVAILABLE, error_type, detail)
    }
}

/// An answer in JSON.
pub(super) fn json_response(status: StatusCode, body: &Value) -> Response<Content> {
    json_bytes(status, body).map(whole)
}

fn json_bytes(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(body.to_string().into());
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// A body in one piece.
pub(crate) fn whole(bytes: Bytes) -> Content {
    Full::new(bytes)
        .map_err(|never| match never {})
        .boxed_unsync()
}
