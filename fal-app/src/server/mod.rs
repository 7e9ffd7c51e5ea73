//! The server: from a request to its answer. Where requests come from is in [`listen`], or in the tests' client.

pub(crate) mod asked;
pub(crate) mod body;
pub(crate) mod cors;
pub(crate) mod life;
pub(crate) mod listen;
pub(crate) mod log;
pub(crate) mod metrics;
pub(crate) mod panic;
pub(crate) mod places;
pub(crate) mod race;
pub(crate) mod route;
pub(crate) mod stop;

use std::future::pending;
use std::panic::resume_unwind;

use bytes::Bytes;
use http::{Request, Response};

use crate::answer::answer;
use crate::call::Task;
use crate::ending::{Ending, Value};
use crate::fields::Refusal;
use crate::media::upload::Destination;
use asked::Asked;
use body::{Content, Incoming, Unread};
use panic::Caught;
use route::{Does, Route, Routes};

/// What the server itself says in the log stands under this name.
const LOG: &str = "fal_app";

/// Answers a request: every one, whatever it is.
pub(crate) async fn respond(routes: &Routes, request: Request<impl Incoming>) -> Response<Content> {
    let (request, body) = request.into_parts();
    let preflight = cors::preflight(&request.method, &request.headers);
    let found = match preflight {
        Some(status) => Err(Ending::Preflight(status)),
        None => routes.find(&request.uri, &request.headers),
    };
    match found {
        Ok(route) if route.allows(&request.method) => {
            let asked = Asked::new(request, Some(route.clone()), routes.platform());
            match follow(&route, &asked, body).await {
                Ending::Value(value) if !value.holes.is_empty() => deliver(value, asked).await,
                ending => answer(ending, asked),
            }
        }
        Ok(route) => {
            body::linger(body);
            let allow = route.allow;
            answer(
                Ending::WrongMethod { allow },
                Asked::new(request, None, None),
            )
        }
        Err(ending) => {
            body::linger(body);
            answer(ending, Asked::new(request, None, None))
        }
    }
}

async fn follow(route: &Route, asked: &Asked, body: impl Incoming) -> Ending {
    let (declared, run, purpose, places) = match &route.does {
        Does::Endpoint {
            declared,
            run,
            purpose,
            places,
        } => (declared, run, *purpose, places),
        Does::Health => return Ending::Health,
        Does::Document(document) => return Ending::Document(Bytes::clone(document)),
        Does::Metrics(metrics) => return Ending::Metrics(metrics.text()),
    };
    let media = match Destination::of(asked.context()) {
        Ok(media) => media,
        Err(why) => {
            body::linger(body);
            return Ending::Refused(Refusal::of_header(&why));
        }
    };
    let body = match declared.input {
        Some(_) => body::read(body).await,
        None => {
            body::linger(body);
            Ok(Bytes::new())
        }
    };
    let task = match body {
        Ok(body) => Task {
            endpoint: declared,
            context: asked.context().clone(),
            purpose,
            places: places.clone(),
            body,
            media,
        },
        Err(unread) => return unread.into(),
    };
    match Caught(run(task)).await {
        Ok(Ok(done)) => done.0,
        Ok(Err(exit)) => *exit.0,
        Err(panic) => Ending::Panicked(panic),
    }
}

/// Answers with a value once its media are handed over. It is settled, so a caller who leaves meanwhile changes
/// nothing: a task of its own ends it.
async fn deliver(value: Value, asked: Asked) -> Response<Content> {
    let delivered = tokio::spawn(async move { answer(value.handed_over().await, asked) });
    match delivered.await {
        Ok(response) => response,
        Err(lost) => match lost.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Only a runtime that is shutting down drops it: nobody waits any more.
            Err(_) => pending().await,
        },
    }
}

impl From<Unread> for Ending {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::TooSlow => Self::TooSlow,
            Unread::Broken => Self::Unreadable,
        }
    }
}
