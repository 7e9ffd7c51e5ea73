//! From a request to its answer.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::request::Parts;
use http::{Request, Response};

use super::answer::{Content, answer};
use super::body::{self, Incoming, Limit, Unread};
#[cfg(feature = "realtime")]
use super::handshake;
use super::pending_request::PendingRequest;
use super::reports::Deferral;
use super::route::{Behind, Route, Routes};
use super::stop::{Step, Stop};
use super::{cors, head};
use crate::billing::Ceiling;
#[cfg(feature = "realtime")]
use crate::call::SessionStart;
use crate::call::{EndpointRequest, Outcome, Value};
use crate::context::{REQUEST_ID, RequestContext};
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
    stop: &Stop,
) -> impl Future<Output = Result<Response<Content>, Left>> + Send {
    let (request, body) = request.into_parts();
    let found = match head::check(&request) {
        Err(fault) => Err(fault.into()),
        Ok(()) => match cors::preflight(&request.method, &request.headers) {
            Some(status) => Err(Outcome::Preflight(status)),
            None => routes.find(&request),
        },
    };
    let begun = match found {
        Ok(route) => {
            let mut pending = pend(routes, route, request);
            match defer(routes, route, &pending) {
                Ok(deferral) => {
                    pending.set_deferral(deferral);
                    Ok((route, pending, body))
                }
                Err(refusal) => {
                    body::linger(body);
                    Err(answer(Outcome::Refused(refusal), pending))
                }
            }
        }
        Err(outcome) => {
            body::linger(body);
            Err(answer(outcome, PendingRequest::new(request, None, None)))
        }
    };
    async move {
        match begun {
            Ok((route, pending, body)) => {
                Ok(match outcome(routes, route, &pending, body, stop).await? {
                    Outcome::Value(value) if !value.missing.is_empty() => {
                        deliver(value, pending, stop.clone()).await?
                    }
                    outcome => answer(outcome, pending),
                })
            }
            Err(response) => Ok(response),
        }
    }
}

/// A request, from its head on. A run of an endpoint can be cancelled.
fn pend(routes: &Routes, route: &Arc<Route>, head: Parts) -> PendingRequest {
    let pending = PendingRequest::new(head, Some(route.clone()), routes.platform());
    match &route.behind {
        Behind::Endpoint {
            declared,
            permits: Some(_),
            ..
        } => pending.register(declared.path, routes.in_progress()),
        #[cfg(feature = "realtime")]
        Behind::Session { declared, .. } => pending.register(declared.path, routes.in_progress()),
        _ => pending,
    }
}

/// Defers the units of a run of a deferred stream.
fn defer(
    routes: &Routes,
    route: &Route,
    pending: &PendingRequest,
) -> Result<Option<Deferral>, Refusal> {
    match &route.behind {
        Behind::Endpoint {
            declared,
            permits: Some(_),
            ..
        } if declared.billing.deferred => {
            let shares_its_id = pending.shares_its_id();
            let deferred = routes
                .reports()
                .defer(declared, pending.headers(), shares_its_id);
            deferred.map(Some)
        }
        _ => Ok(None),
    }
}

/// What comes of a request: of what is behind its path, unless it is cancelled before.
async fn outcome(
    routes: &Routes,
    route: &Route,
    pending: &PendingRequest,
    mut body: impl Incoming,
    stop: &Stop,
) -> Result<Outcome, Left> {
    let context = pending.context();
    let outcome = {
        let work = pin!(follow(routes, route, pending, &mut body, stop));
        let cancelled = pin!(context.cancelled());
        match select(work, cancelled).await {
            Either::Left((outcome, _)) => outcome?,
            Either::Right(_) => Outcome::Cancelled,
        }
    };
    // Its caller may still send it.
    body::linger(body);
    Ok(match outcome {
        // It is settled at its end, and can be cancelled before.
        Outcome::Stream(_) if !context.is_cancelled() => outcome,
        #[cfg(feature = "realtime")]
        Outcome::Session(_) if !context.is_cancelled() => outcome,
        outcome if context.settle() => outcome,
        _ => Outcome::Cancelled,
    })
}

/// Does what is behind a path.
async fn follow(
    routes: &Routes,
    route: &Route,
    pending: &PendingRequest,
    body: &mut impl Incoming,
    stop: &Stop,
) -> Result<Outcome, Left> {
    let (declared, run, permits, max_body_mib) = match &route.behind {
        Behind::Endpoint {
            declared,
            run,
            permits,
            max_body_mib,
        } => (declared, run, permits, *max_body_mib),
        Behind::Cancel { path } => return Ok(cancel(routes, path, pending.context())),
        #[cfg(feature = "realtime")]
        Behind::Session {
            declared,
            code,
            permits,
        } => {
            let (ceiling, media) = match asked(pending, true) {
                Ok(asked) => asked,
                Err(refusal) => return Ok(Outcome::Refused(refusal)),
            };
            let bounds = declared.billing.bounds(None, &declared.output);
            if let Some(ceiling) = ceiling.filter(|ceiling| !ceiling.admits(bounds)) {
                let price = declared.billing.price(bounds);
                return Ok(Outcome::AboveCeiling { price, ceiling });
            }
            return Ok(Outcome::Session(SessionStart {
                accept: handshake::accept(pending.headers()),
                declared,
                code: code.clone(),
                permits: permits.clone(),
                room: routes.room().clone(),
                ahead: routes.ahead().clone(),
                media,
            }));
        }
        Behind::Health => return Ok(Outcome::Health),
        Behind::Document(document) => return Ok(Outcome::Document(Bytes::clone(document))),
        Behind::Metrics(metrics) => return Ok(Outcome::Metrics(metrics.text())),
    };
    // What needs no permit costs nothing: a quote, a health check.
    let (ceiling, media) = match asked(pending, permits.is_some()) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(Outcome::Refused(refusal)),
    };
    let limit = Limit {
        mib: max_body_mib,
        room: routes.room(),
        stop,
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
        Err(Unread::TooSlow) => return Ok(Outcome::TooSlow { is_stopped: false }),
        Err(Unread::Stopped) => return Ok(Outcome::TooSlow { is_stopped: true }),
        Err(Unread::Broken) => return Ok(Outcome::Unreadable),
        Err(Unread::Left) => return Err(Left),
    };
    Ok(Outcome::of(run(request)).await)
}

/// What the headers of a request ask for: a ceiling, where it may cost something, and a place for its media.
fn asked(
    pending: &PendingRequest,
    may_cost: bool,
) -> Result<(Option<Ceiling>, Destination), Refusal> {
    let ceiling = match may_cost {
        true => Ceiling::of(pending.headers())?,
        false => None,
    };
    let media = Destination::of(pending.context()).map_err(|why| Refusal::of_header(&why))?;
    Ok((ceiling, media))
}

/// Cancels the requests that have the id of this one.
fn cancel(routes: &Routes, path: &str, asks: &RequestContext) -> Outcome {
    let mut ids = asks.headers().get_all(REQUEST_ID).iter();
    match (ids.next(), ids.next()) {
        (Some(id), None) => Outcome::Cancel(routes.in_progress().cancel(path, id, asks)),
        (None, _) => Outcome::Refused(Refusal::of_missing_header(REQUEST_ID)),
        (Some(_), Some(_)) => Outcome::Refused(Refusal::of_header(&format!(
            "`{REQUEST_ID}` is there more than once"
        ))),
    }
}

/// Answers with a value once its media are uploaded. The method has returned, so the request is counted as a success even
/// when its caller leaves meanwhile: it ends in a task of its own, which the end of the server cuts as it cuts connections.
async fn deliver(
    mut value: Value,
    pending: PendingRequest,
    stop: Stop,
) -> Result<Response<Content>, Left> {
    for missing in &mut value.missing {
        let bytes = &mut missing.attachment.bytes;
        *bytes = pending.count(std::mem::take(bytes));
    }
    let delivered = tokio::spawn(async move {
        let uploaded = stop.before(Step::Cuts, value.upload_media()).await;
        uploaded.map(|outcome| answer(outcome, pending))
    });
    match delivered.await {
        Ok(response) => response.ok_or(Left),
        Err(error) => never_joined(error).await,
    }
}
