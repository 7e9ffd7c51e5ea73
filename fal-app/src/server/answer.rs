//! The one function through which every response leaves.

use bytes::Bytes;
use futures_core::stream::BoxStream;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use serde_json::json;

use super::content::Content;
use super::pending_request::PendingRequest;
use super::stream_body::StreamBody;
use super::{body, cors};
use crate::billing::Bounds;
use crate::call::{Failure, Outcome, StreamStart, Value};
use crate::error::Error;
use crate::units::BillableUnits;

/// What the answer costs. Nothing else writes it.
pub(crate) const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");

/// Makes the response of an ending, counts it, and writes what it costs: one header, last.
pub(crate) fn answer(ending: Outcome, asked: PendingRequest) -> Response<Content> {
    let outcome = ending.kind();
    let Draft {
        status,
        body,
        mut headers,
        units,
        items,
    } = Draft::of(ending, &asked);
    cors::allow_origin(asked.headers(), &mut headers);
    if asked.method() == Method::HEAD {
        headers.insert(header::CONTENT_LENGTH, body.len().into());
    }
    match units {
        Some(units) => headers.insert(UNITS, wire(units)),
        None => headers.remove(UNITS),
    };
    let content = match (asked.method(), items) {
        (&Method::HEAD, _) => Content::default(),
        (_, None) => Content::from(body),
        // The request ends with its stream.
        (_, Some(items)) => return response(status, headers, StreamBody::new(items, units, asked)),
    };
    asked.settle(outcome, status, units);
    response(status, headers, content)
}

fn response(
    status: StatusCode,
    headers: HeaderMap,
    content: impl Into<Content>,
) -> Response<Content> {
    let mut response = Response::new(content.into());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The units as `docs/billing.md` §1.1 writes them.
fn wire(units: BillableUnits) -> HeaderValue {
    const FREE: HeaderValue = HeaderValue::from_static("0");
    if units == BillableUnits::ZERO {
        return FREE;
    }
    // Digits and a point are always a header.
    HeaderValue::try_from(units.to_string()).unwrap_or(FREE)
}

/// An answer before what all answers have in common.
struct Draft {
    status: StatusCode,
    body: Bytes,
    headers: HeaderMap,
    units: Option<BillableUnits>,
    /// What follows the head of a stream.
    items: Option<BoxStream<'static, Result<Bytes, String>>>,
}

impl Draft {
    fn of(ending: Outcome, asked: &PendingRequest) -> Self {
        match ending {
            Outcome::Value(value) => Self::value(value),
            Outcome::Stream(start) => Self::stream(start),
            Outcome::Quoted(bounds) => {
                let bounds = bounds.map(Bounds::json);
                Self::json(
                    StatusCode::OK,
                    json!({ "billable_units": bounds }).to_string(),
                )
            }
            Outcome::Failed(failure) => Self::failed(failure, asked),
            Outcome::Panicked(panic) => {
                let told = Error::from(panic.message().to_owned()).answer();
                asked.log_failure(told.status, &panic);
                Self::json(told.status, told.body)
            }
            Outcome::MeteringFailed(error) => {
                asked.log_failure(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    &format!("metering failed: {error}"),
                );
                Self::internal()
            }
            Outcome::NotJson(why) => {
                asked.log_failure(StatusCode::INTERNAL_SERVER_ERROR, &why);
                Self::internal()
            }
            Outcome::Refused(refusal) => {
                let status = StatusCode::from_u16(refusal.status);
                Self::json(
                    status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
                    refusal.body,
                )
            }
            Outcome::DecodingFailed(why) => {
                asked.log_failure(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    &format!("a body that was taken could not be read: {why}"),
                );
                Self::internal()
            }
            Outcome::TooLarge => Self::detail(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body is over {} MiB", body::LIMIT / 1024 / 1024),
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
            Outcome::Preflight(status) => Self::preflight(status, asked),
            Outcome::Health => Self::json(StatusCode::OK, br#"{"version":"unknown"}"#.as_slice()),
            Outcome::Document(document) => Self::json(StatusCode::OK, document),
            Outcome::Metrics(text) => Self::new(StatusCode::OK, text).with(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
            ),
        }
    }

    fn value(value: Value) -> Self {
        let mut draft = Self::json(StatusCode::OK, value.json).added(value.headers);
        draft.units = value.units;
        draft
    }

    fn stream(StreamStart { head, items }: StreamStart) -> Self {
        let content_type = HeaderValue::from_static(head.content_type);
        let mut draft = Self::new(StatusCode::OK, Bytes::new())
            .with(header::CONTENT_TYPE, content_type)
            .added(head.headers);
        draft.units = head.units;
        draft.items = Some(items);
        draft
    }

    fn failed(failure: Failure, asked: &PendingRequest) -> Self {
        let Failure {
            told,
            units,
            headers,
        } = failure;
        if let Some(cause) = &told.cause {
            asked.log_failure(told.status, cause);
        }
        let mut draft = Self::json(told.status, told.body)
            .added(headers)
            .added(told.headers);
        draft.units = Some(units);
        draft
    }

    fn internal() -> Self {
        Self::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    fn detail(status: StatusCode, detail: &str) -> Self {
        Self::json(status, json!({ "detail": detail }).to_string())
    }

    fn preflight(status: StatusCode, asked: &PendingRequest) -> Self {
        let body = match status {
            StatusCode::OK => "OK",
            _ => "Disallowed CORS method",
        };
        let mut draft = Self::new(status, body).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        cors::allow_call(asked.headers(), &mut draft.headers);
        draft
    }

    fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(status, body).with(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
    }

    /// Nobody is charged but where a value or failure says so.
    fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            body: body.into(),
            headers: HeaderMap::new(),
            units: Some(BillableUnits::ZERO),
            items: None,
        }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn added(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }
}
