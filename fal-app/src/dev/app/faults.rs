//! What goes wrong on purpose: a scenario says what the next attempts at a request meet.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::server::UNITS;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use serde_json::json;

/// What an attempt meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The app does nothing, and answers this status and `0` units.
    Fails(StatusCode),
    /// Its process is killed when the answer is there, which nobody gets.
    Dies,
    /// The answer comes so much later.
    Late(Duration),
    /// The answer has this header, once; or has it not.
    Sends(HeaderName, Option<HeaderValue>),
}

/// What the next attempts meet, each its own faults.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Mutex<VecDeque<Vec<Fault>>>>);

impl Faults {
    /// Says what the next attempts meet, instead of what was said before.
    pub(crate) fn set(&self, attempts: Vec<Vec<Fault>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = attempts.into();
    }

    /// What the next attempt meets.
    pub(super) fn next(&self) -> Vec<Fault> {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.pop_front().unwrap_or_default()
    }
}

/// The content of an answer: the app's, or one that was made in its place.
pub(crate) type Answer = Either<Incoming, Full<Bytes>>;

/// As an app says that it failed.
pub(super) fn failure(status: StatusCode) -> Response<Answer> {
    let detail = status.canonical_reason().unwrap_or("Failed");
    let body = json!({"detail": detail}).to_string();
    let mut answer = Response::new(Either::Right(Full::new(body.into())));
    *answer.status_mut() = status;
    answer.headers_mut().extend([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (UNITS, HeaderValue::from_static("0")),
    ]);
    answer
}
