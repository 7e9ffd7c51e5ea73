//! From a request to its answer.

use std::error::Error;
use std::fmt;
use std::future::Future;

use bytes::Bytes;
use http::{Request, Response};

use super::answer::{Content, answer};
use super::body::{self, Incoming, Limit, Unread};
use super::pending_request::PendingRequest;
use super::route::{Behind, Route, Routes};
use super::{cors, head};
use crate::billing::Ceiling;
use crate::call::{EndpointRequest, Outcome, Value};
use crate::fields::Refusal;
use crate::media::upload::Destination;
use crate::task::never_joined;

/// The caller left before its request was whole: nobody is to be answered.
#[derive(Debug)]
pub(crate) struct Left;

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the caller left before the request was whole")
    }
}

impl Error for Left {}

/// Answers a request, whatever it is.
///
/// What needs no waiting is done at once: the future is moved to where hyper keeps it, so it holds little.
pub(crate) fn respond(
    routes: &Routes,
    request: Request<impl Incoming>,
) -> impl Future<Output = Result<Response<Content>, Left>> + Send {
    let (request, body) = request.into_parts();
    let found = match head::check(&request) {
        Err(fault) => Err(fault.into()),
        Ok(()) => match cors::preflight(&request.method, &request.headers) {
            Some(status) => Err(Outcome::Preflight(status)),
            None => routes.find(&request.method, &request.uri, &request.headers),
        },
    };
    let begun = match found {
        Ok(route) => {
            let pending = PendingRequest::new(request, Some(route.clone()), routes.platform());
            Ok((route, pending, body))
        }
        Err(outcome) => {
            body::linger(body);
            Err(answer(outcome, PendingRequest::new(request, None, None)))
        }
    };
    async move {
        match begun {
            Ok((route, pending, body)) => Ok(match follow(routes, route, &pending, body).await? {
                Outcome::Value(value) if !value.missing.is_empty() => deliver(value, pending).await,
                outcome => answer(outcome, pending),
            }),
            Err(response) => Ok(response),
        }
    }
}

/// Does what is behind a path.
async fn follow(
    routes: &Routes,
    route: &Route,
    pending: &PendingRequest,
    body: impl Incoming,
) -> Result<Outcome, Left> {
    let (declared, run, permits, max_body_mib) = match &route.behind {
        Behind::Endpoint {
            declared,
            run,
            permits,
            max_body_mib,
        } => (declared, run, permits, *max_body_mib),
        Behind::Health => return Ok(Outcome::Health),
        Behind::Document(document) => return Ok(Outcome::Document(Bytes::clone(document))),
        Behind::Metrics(metrics) => return Ok(Outcome::Metrics(metrics.text())),
    };
    // What needs no permit costs nothing: a quote, a health check.
    let ceiling = match permits {
        Some(_) => Ceiling::of(pending.headers()),
        None => Ok(None),
    };
    let media = Destination::of(pending.context()).map_err(|why| Refusal::of_header(&why));
    let (ceiling, media) = match ceiling.and_then(|ceiling| Ok((ceiling, media?))) {
        Ok(read) => read,
        Err(refusal) => {
            body::linger(body);
            return Ok(Outcome::Refused(refusal));
        }
    };
    let limit = Limit {
        mib: max_body_mib,
        room: routes.room(),
    };
    let body = match declared.input {
        Some(_) => body::read(body, limit).await,
        None => body::skip(body, limit).await,
    };
    let request = match body {
        Ok(body) => EndpointRequest {
            endpoint: declared,
            context: pending.context().clone(),
            ceiling,
            permits: permits.clone(),
            body,
            media,
        },
        Err(Unread::TooLarge) => return Ok(Outcome::TooLarge { mib: max_body_mib }),
        Err(Unread::TooSlow) => return Ok(Outcome::TooSlow),
        Err(Unread::Broken) => return Ok(Outcome::Unreadable),
        Err(Unread::Left) => return Err(Left),
    };
    Ok(Outcome::of(run(request)).await)
}

/// Answers with a value once its media are uploaded. The method has returned, so the request is counted as a success even
/// when its caller leaves meanwhile: it ends in a task of its own.
async fn deliver(value: Value, pending: PendingRequest) -> Response<Content> {
    let delivered = tokio::spawn(async move { answer(value.upload_media().await, pending) });
    match delivered.await {
        Ok(response) => response,
        Err(error) => never_joined(error).await,
    }
}
