//! What each outcome is answered with.

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

#[cfg(feature = "realtime")]
use crate::call::SessionStart;
use crate::call::{
    Cancel, Items, MethodError, Outcome, StreamHead, StreamStart, StreamUnits, Value,
};
use crate::error::Error;
use crate::server::pending_request::{PendingRequest, cancelled};
use crate::server::{body, cors, head};
use crate::units::BillableUnits;

/// Asks proxies like nginx not to hold the items of a stream back.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Most answers have a content type, `vary` and their units.
const USUAL_HEADERS: usize = 3;

/// An answer, without what all answers have in common.
pub(super) struct Draft {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
    pub(super) headers: HeaderMap,
    pub(super) units: Option<BillableUnits>,
    /// What follows the head of a stream.
    pub(super) stream: Option<StreamDraft>,
    /// The session that follows the head.
    #[cfg(feature = "realtime")]
    pub(super) session: Option<SessionStart>,
}

/// The body of a stream.
pub(super) struct StreamDraft {
    pub(super) items: Items,
    pub(super) is_events: bool,
}

impl Draft {
    pub(super) fn of(outcome: Outcome, pending: &PendingRequest) -> Self {
        match outcome {
            Outcome::Value(value) => Self::value(value),
            Outcome::Stream(start) => Self::stream(start),
            #[cfg(feature = "realtime")]
            Outcome::Session(start) => Self::session(start),
            #[cfg(feature = "realtime")]
            Outcome::BadHandshake { status, why } => Self::bad_handshake(status, why),
            Outcome::Quoted(price) => Self::json(StatusCode::OK, price.json().to_string()),
            Outcome::AboveCeiling { price, ceiling } => Self::json(
                StatusCode::PRECONDITION_FAILED,
                ceiling.refusal(&price).to_string(),
            ),
            Outcome::Failed(error) => Self::failed(error, pending),
            Outcome::Panicked(panic) => {
                // The message may tell of a failure of the GPU.
                let answer = Error::from(panic.message().to_owned()).answer();
                pending.log_failure(answer.status, &panic);
                Self::json(answer.status, answer.body).of_method(pending)
            }
            Outcome::MeteringFailed(error) => {
                pending.log_failure(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    &format!("metering failed: {error}"),
                );
                Self::internal().of_method(pending)
            }
            Outcome::NotJson(why) => {
                pending.log_failure(StatusCode::INTERNAL_SERVER_ERROR, &why);
                Self::internal().of_method(pending)
            }
            Outcome::Refused(refusal) => {
                let status = StatusCode::from_u16(refusal.status);
                Self::json(
                    status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
                    refusal.body,
                )
            }
            Outcome::DecodingFailed(why) => {
                pending.log_failure(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    &format!("an accepted body could not be decoded: {why}"),
                );
                Self::internal()
            }
            Outcome::TooLarge { mib } => Self::detail(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body is over {mib} MiB"),
            ),
            Outcome::TooSlow { is_stopped } => Self::detail(
                StatusCode::REQUEST_TIMEOUT,
                &match is_stopped {
                    false => format!(
                        "the body was not finished in {} s",
                        body::DEADLINE.as_secs()
                    ),
                    true => "the body was not finished before the server stopped".to_owned(),
                },
            ),
            Outcome::Unreadable => Self::detail(
                StatusCode::BAD_REQUEST,
                "There was an error parsing the body",
            ),
            Outcome::PathTooLong => Self::detail(
                StatusCode::URI_TOO_LONG,
                &format!("the path is over {} KiB", head::LONGEST_PATH / 1024),
            ),
            Outcome::HeadTooLarge => Self::detail(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                &format!(
                    "the headers are over {} KiB, or more than {}",
                    head::MOST / 1024,
                    head::MOST_HEADERS
                ),
            ),
            Outcome::NotHttp => Self::detail(
                StatusCode::BAD_REQUEST,
                "the head of the request is not valid HTTP",
            ),
            Outcome::NotFound { path } => {
                Self::detail(StatusCode::NOT_FOUND, &format!("Path {path} not found"))
            }
            Outcome::WrongMethod { allow } => {
                Self::detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
                    .with(header::ALLOW, HeaderValue::from_static(allow))
            }
            Outcome::Redirected { to } => {
                Self::new(StatusCode::TEMPORARY_REDIRECT, Bytes::new()).with(header::LOCATION, to)
            }
            Outcome::Preflight(status) => Self::preflight(status, pending),
            Outcome::Health => Self::json(StatusCode::OK, br#"{"version":"unknown"}"#.as_slice()),
            Outcome::Document(document) => Self::json(StatusCode::OK, document),
            Outcome::Metrics(text) => Self::new(StatusCode::OK, text).with(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
            ),
            Outcome::Cancelled => Self::detail(cancelled(), "Request cancelled by the client."),
            Outcome::Cancel(cancel) => Self::cancel(cancel),
        }
    }

    fn value(value: Value) -> Self {
        let mut draft = Self::json(StatusCode::OK, value.json).added(value.headers);
        draft.units = value.units;
        draft
    }

    fn stream(StreamStart { head, items }: StreamStart) -> Self {
        let StreamHead {
            content_type,
            is_events,
            units,
            headers,
        } = head;
        let content_type = HeaderValue::from_static(content_type);
        let mut draft = Self::new(StatusCode::OK, Bytes::new())
            .with(header::CONTENT_TYPE, content_type)
            .with(BUFFERING, HeaderValue::from_static("no"));
        if is_events {
            draft = draft.with(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        let mut draft = draft.added(headers);
        if let StreamUnits::Known(units) = units {
            draft.units = units;
        }
        draft.stream = Some(StreamDraft { items, is_events });
        draft
    }

    /// In the words in which the platform's queue answers a cancel (`docs/platform.md` §7.2).
    fn cancel(cancel: Cancel) -> Self {
        let (status, word) = match cancel {
            Cancel::Requested => (StatusCode::OK, "CANCELLATION_REQUESTED"),
            Cancel::AlreadyCompleted => (StatusCode::BAD_REQUEST, "ALREADY_COMPLETED"),
            Cancel::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND"),
        };
        Self::json(status, json!({ "status": word }).to_string())
    }

    /// A session carries no units: the platform counts it as one, or by the seconds that it tells.
    #[cfg(feature = "realtime")]
    fn session(start: SessionStart) -> Self {
        let mut draft = Self::new(StatusCode::SWITCHING_PROTOCOLS, Bytes::new())
            .with(header::CONNECTION, HeaderValue::from_static("upgrade"))
            .with(header::UPGRADE, HeaderValue::from_static("websocket"))
            .with(header::SEC_WEBSOCKET_ACCEPT, start.accept.clone());
        draft.units = None;
        draft.session = Some(start);
        draft
    }

    /// In text, as the SDK's server answers it.
    #[cfg(feature = "realtime")]
    fn bad_handshake(status: StatusCode, why: &'static str) -> Self {
        let draft = Self::text(status, why);
        match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                draft.with(header::ALLOW, HeaderValue::from_static("GET"))
            }
            StatusCode::UPGRADE_REQUIRED => draft
                .with(header::UPGRADE, HeaderValue::from_static("websocket"))
                .with(
                    header::SEC_WEBSOCKET_VERSION,
                    HeaderValue::from_static("13"),
                ),
            _ => draft,
        }
    }

    fn failed(error: MethodError, pending: &PendingRequest) -> Self {
        let MethodError {
            answer,
            units,
            headers,
        } = error;
        if let Some(cause) = &answer.cause {
            pending.log_failure(answer.status, cause);
        }
        let mut draft = Self::json(answer.status, answer.body)
            .added(headers)
            .added(answer.headers);
        draft.units = Some(units);
        draft
    }

    fn internal() -> Self {
        Self::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    fn detail(status: StatusCode, detail: &str) -> Self {
        Self::json(status, json!({ "detail": detail }).to_string())
    }

    fn preflight(status: StatusCode, pending: &PendingRequest) -> Self {
        let body = match status {
            StatusCode::OK => "OK",
            _ => "Disallowed CORS method",
        };
        let mut draft = Self::text(status, body);
        cors::allow_call(pending.headers(), &mut draft.headers);
        draft
    }

    fn text(status: StatusCode, text: &'static str) -> Self {
        Self::new(status, text).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        )
    }

    fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(status, body).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
    }

    /// Costs nothing, unless a value or a failure says otherwise.
    fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            body: body.into(),
            headers: HeaderMap::with_capacity(USUAL_HEADERS),
            units: Some(BillableUnits::ZERO),
            stream: None,
            #[cfg(feature = "realtime")]
            session: None,
        }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With the headers that the method has set before it failed.
    fn of_method(self, pending: &PendingRequest) -> Self {
        self.added(pending.context().take_added())
    }

    fn added(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }
}
