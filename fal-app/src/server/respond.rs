//! From a request to its answer.

use std::future::pending;
use std::panic::resume_unwind;

use bytes::Bytes;
use http::{Request, Response};

use super::answer::answer;
use super::body::{self, Incoming, Unread};
use super::content::Content;
use super::cors;
use super::pending_request::PendingRequest;
use super::route::{Does, Route, Routes};
use crate::call::{EndpointRequest, Outcome, Value};
use crate::fields::Refusal;
use crate::media::upload::Destination;
use crate::task::Caught;

/// Answers a request: every one, whatever it is.
pub(crate) async fn respond(routes: &Routes, request: Request<impl Incoming>) -> Response<Content> {
    let (request, body) = request.into_parts();
    let preflight = cors::preflight(&request.method, &request.headers);
    let found = match preflight {
        Some(status) => Err(Outcome::Preflight(status)),
        None => routes.find(&request.uri, &request.headers),
    };
    match found {
        Ok(route) if route.allows(&request.method) => {
            let asked = PendingRequest::new(request, Some(route.clone()), routes.platform());
            match follow(&route, &asked, body).await {
                Outcome::Value(value) if !value.holes.is_empty() => deliver(value, asked).await,
                ending => answer(ending, asked),
            }
        }
        Ok(route) => {
            body::linger(body);
            let allow = route.allow;
            answer(
                Outcome::WrongMethod { allow },
                PendingRequest::new(request, None, None),
            )
        }
        Err(ending) => {
            body::linger(body);
            answer(ending, PendingRequest::new(request, None, None))
        }
    }
}

async fn follow(route: &Route, asked: &PendingRequest, body: impl Incoming) -> Outcome {
    let (declared, run, mode, permits) = match &route.does {
        Does::Endpoint {
            declared,
            run,
            mode,
            permits,
        } => (declared, run, *mode, permits),
        Does::Health => return Outcome::Health,
        Does::Document(document) => return Outcome::Document(Bytes::clone(document)),
        Does::Metrics(metrics) => return Outcome::Metrics(metrics.text()),
    };
    let media = match Destination::of(asked.context()) {
        Ok(media) => media,
        Err(why) => {
            body::linger(body);
            return Outcome::Refused(Refusal::of_header(&why));
        }
    };
    let body = match declared.input {
        Some(_) => body::read(body).await,
        None => {
            body::linger(body);
            Ok(Bytes::new())
        }
    };
    let request = match body {
        Ok(body) => EndpointRequest {
            endpoint: declared,
            context: asked.context().clone(),
            mode,
            permits: permits.clone(),
            body,
            media,
        },
        Err(unread) => return unread.into(),
    };
    match Caught(run(request)).await {
        Ok(Ok(finished)) => finished.0,
        Ok(Err(early)) => *early.0,
        Err(panic) => Outcome::Panicked(panic),
    }
}

/// Answers with a value once its media are handed over. It is settled, so a caller who leaves meanwhile changes
/// nothing: a task of its own ends it.
async fn deliver(value: Value, asked: PendingRequest) -> Response<Content> {
    let delivered = tokio::spawn(async move { answer(value.upload_media().await, asked) });
    match delivered.await {
        Ok(response) => response,
        Err(lost) => match lost.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Only a runtime that is shutting down drops it: nobody waits any more.
            Err(_) => pending().await,
        },
    }
}

impl From<Unread> for Outcome {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::TooSlow => Self::TooSlow,
            Unread::Broken => Self::Unreadable,
        }
    }
}
