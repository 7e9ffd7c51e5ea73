//! The one function through which every response leaves.

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use http_body_util::{Either, Full};
use serde_json::json;

use super::pending_request::{CANCELLED, PendingRequest};
#[cfg(feature = "realtime")]
use super::session::PendingSession;
use super::stream_body::StreamBody;
use super::{body, cors, head};
#[cfg(feature = "realtime")]
use crate::call::SessionStart;
use crate::call::{
    Cancel, Items, MethodError, Outcome, StreamHead, StreamStart, StreamUnits, Value,
};
use crate::error::Error;
use crate::units::BillableUnits;

/// The body of an answer: in one piece, or made while it is sent.
pub(crate) type Content = Either<Full<Bytes>, StreamBody>;

/// What the answer costs. Nothing else writes this header.
pub(crate) const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");

/// Says that the units are reported later.
const REPORTED: HeaderName = HeaderName::from_static("x-fal-billable-units-webhook");

/// Asks proxies like nginx not to hold the items of a stream back.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Most answers have a content type, `vary` and their units.
const USUAL_HEADERS: usize = 3;

/// Makes the response of an outcome, counts it, and writes what it costs: one header, last.
pub(crate) fn answer(outcome: Outcome, mut pending: PendingRequest) -> Response<Content> {
    let kind = outcome.kind();
    let Draft {
        status,
        body,
        mut headers,
        units,
        stream,
        #[cfg(feature = "realtime")]
        session,
    } = Draft::of(outcome, &pending);
    cors::allow_origin(pending.headers(), &mut headers);
    if pending.method() == Method::HEAD {
        headers.insert(header::CONTENT_LENGTH, body.len().into());
    }
    let deferral = match &stream {
        Some(stream) if stream.is_deferred => pending.take_deferral(),
        _ => None,
    };
    match (&deferral, units) {
        (Some(deferral), _) if deferral.is_reported() => {
            headers.insert(REPORTED, HeaderValue::from_static("1"));
            headers.remove(UNITS)
        }
        (_, Some(units)) => headers.insert(UNITS, header_value(units)),
        (_, None) => headers.remove(UNITS),
    };
    // The request ends with its session.
    #[cfg(feature = "realtime")]
    if let Some(start) = session {
        let mut response = response(status, headers, Either::Left(Full::default()));
        PendingSession::new(start, pending).attach(response.extensions_mut());
        return response;
    }
    // The request ends with its stream.
    if let Some(StreamDraft {
        items, is_events, ..
    }) = stream
    {
        let stream = match deferral {
            Some(deferral) => StreamBody::deferred(items, is_events, pending, deferral),
            None => StreamBody::new(items, is_events, units, pending),
        };
        return response(status, headers, Either::Right(stream));
    }
    let content = match *pending.method() {
        Method::HEAD => Full::default(),
        _ => Full::new(pending.count(body)),
    };
    let content = Either::Left(content);
    pending.end(kind, status, units);
    response(status, headers, content)
}

fn response(status: StatusCode, headers: HeaderMap, content: Content) -> Response<Content> {
    let mut response = Response::new(content);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The units as `docs/billing.md` §1.1 writes them.
fn header_value(units: BillableUnits) -> HeaderValue {
    // Most bills are small and whole, and their headers need no memory.
    const SMALL: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let Some(whole) = units.to_whole() else {
        // Digits and a point are always a valid header.
        return HeaderValue::try_from(units.to_string()).unwrap_or(HeaderValue::from_static("0"));
    };
    let small = usize::try_from(whole).ok().and_then(|at| SMALL.get(at));
    small.map_or_else(|| whole.into(), |digit| HeaderValue::from_static(digit))
}

/// An answer, without what all answers have in common.
struct Draft {
    status: StatusCode,
    body: Bytes,
    headers: HeaderMap,
    units: Option<BillableUnits>,
    /// What follows the head of a stream.
    stream: Option<StreamDraft>,
    /// The session that follows the head.
    #[cfg(feature = "realtime")]
    session: Option<SessionStart>,
}

/// The body of a stream.
struct StreamDraft {
    items: Items,
    is_events: bool,
    /// Whether it is charged for what is delivered.
    is_deferred: bool,
}

impl Draft {
    fn of(outcome: Outcome, pending: &PendingRequest) -> Self {
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
            Outcome::TooSlow => Self::detail(
                StatusCode::REQUEST_TIMEOUT,
                &format!(
                    "the body was not finished in {} s",
                    body::DEADLINE.as_secs()
                ),
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
            Outcome::Cancelled => Self::detail(
                StatusCode::from_u16(CANCELLED).unwrap_or(StatusCode::BAD_REQUEST),
                "Request cancelled by the client.",
            ),
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
        let is_deferred = match units {
            StreamUnits::Known(units) => {
                draft.units = units;
                false
            }
            StreamUnits::Deferred => true,
        };
        draft.stream = Some(StreamDraft {
            items,
            is_events,
            is_deferred,
        });
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
        let draft = Self::new(status, why).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
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
        let mut draft = Self::new(status, body).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        cors::allow_call(pending.headers(), &mut draft.headers);
        draft
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
