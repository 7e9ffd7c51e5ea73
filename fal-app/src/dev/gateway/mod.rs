//! The gateway: it speaks the platform's inference API to callers, and HTTP to the app.

mod accepted;
mod attempt;
mod auth;
mod body;
mod cancel;
mod charge;
mod guard;
mod headers;
mod log;
mod market;
mod models;
mod proxy;
mod query;
mod queue;
mod realtime;
mod refusal;
mod report;
mod retries;
mod run;
mod running;
mod seal;
mod storage;
mod stream;
mod tags;
mod webhooks;

use std::borrow::Cow;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use percent_encoding::percent_decode_str;
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::dev::ledger::keys::Key;

use auth::Known;
pub(crate) use guard::authority;
pub(crate) use log::Log;
pub(crate) use market::{Limits, Listing, Market, Site};
pub(crate) use query::{Query, pair};
#[cfg(feature = "realtime")]
pub(crate) use realtime::session_token;
pub(crate) use refusal::{Content, Refusal, Sent, whole};
pub(crate) use retries::Retries;
pub(crate) use running::CancelFlag;
pub(crate) use stream::stream_body;

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(30);

/// The most bytes of a head over HTTP/2, and of what is read at once over HTTP/1.
const LARGEST_HEAD: u32 = 64 * 1024;

/// How long no connection is accepted after one could not be: most likely the process has no file handles left.
const PAUSE: Duration = Duration::from_millis(100);

/// Who may still ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    ToAll,
    /// What is in flight may upload, and report what it cost.
    ToTheApp,
}

/// Serves callers until `end`. Then it takes no more requests, and waits at most `grace` for those that it has.
pub(crate) async fn serve(
    listener: &TcpListener,
    market: &Arc<Market>,
    end: impl Future,
    grace: Duration,
) {
    let connections = GracefulShutdown::new();
    queue::resume(market);
    tokio::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut end => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(market.clone(), stream, Open::ToAll);
                spawn(connections.watch(connection));
            }
            Err(error) => refuse(&error).await,
        }
    }
    market.queue.close();
    // Who waits for a process waits no longer.
    market.app.end();
    let drained = tokio::select! {
        drained = tokio::time::timeout(grace, connections.shutdown()) => drained,
        never = serve_app(listener, market) => match never {},
    };
    if drained.is_err() {
        tracing::warn!("requests outlive {} s and are cut", grace.as_secs());
    }
}

/// Serves the app alone, while it ends.
pub(crate) async fn serve_app(listener: &TcpListener, market: &Arc<Market>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => spawn(connection(market.clone(), stream, Open::ToTheApp)),
            Err(error) => refuse(&error).await,
        }
    }
}

async fn refuse(error: &io::Error) {
    tracing::warn!("a connection could not be accepted: {error}");
    tokio::time::sleep(PAUSE).await;
}

fn connection(
    market: Arc<Market>,
    stream: TcpStream,
    open: Open,
) -> impl GracefulConnection<Error: Send> + Send + 'static {
    // An answer is one write; waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let market = market.clone();
        async move { Ok::<_, Infallible>(answer(&market, open, request).await) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(LARGEST_HEAD);
    builder
        .serve_connection_with_upgrades(TokioIo::new(stream), service)
        .into_owned()
}

fn spawn<E>(served: impl Future<Output = Result<(), E>> + Send + 'static) {
    tokio::spawn(async move {
        // A connection that breaks is its caller's affair.
        let _ = served.await;
    });
}

/// Answers a request. Each answer has an id.
async fn answer(market: &Arc<Market>, open: Open, request: Request<Incoming>) -> Response<Content> {
    let id = Uuid::now_v7();
    let request = request.map(|body| body.boxed());
    match from_outside(market, open, id, request).await {
        Ok(response) => response,
        Err(refusal) => headers::refused(refusal, &id),
    }
}

/// Answers a request of that id which somebody sends from within, as one of the caller whose key it is, or of somebody who has
/// none.
pub(crate) async fn ask(
    market: &Arc<Market>,
    id: Uuid,
    key: Option<Key>,
    mut request: Request<Sent>,
) -> Response<Content> {
    if let Some(key) = key {
        request.extensions_mut().insert(Known(key));
    }
    match route(market, Open::ToAll, id, request).await {
        Ok(response) => response,
        Err(refusal) => headers::refused(refusal, &id),
    }
}

async fn from_outside(
    market: &Arc<Market>,
    open: Open,
    id: Uuid,
    mut request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    guard::check(&request)?;
    if market.site.owns(request.uri().path()) {
        return match open {
            Open::ToAll => Ok(market.site.clone().answer(market.clone(), request).await),
            Open::ToTheApp => Err(Refusal::ending()),
        };
    }
    proxy::redirect(&mut request)?;
    route(market, open, id, request).await
}

async fn route(
    market: &Arc<Market>,
    open: Open,
    id: Uuid,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let path = request.uri().path().to_owned();
    let is_for_the_app = path.starts_with("/rest/") || path.starts_with("/cdn/");
    if open == Open::ToTheApp && !is_for_the_app {
        return Err(Refusal::ending());
    }
    if let Some(path) = path.strip_prefix("/run/") {
        let rest = of_app(&market.listing, path)?;
        return Ok(run::run(market, id, &rest, request).await);
    }
    if let Some(path) = path.strip_prefix("/queue/") {
        let rest = of_app(&market.listing, path)?;
        return queue::answer(market, id, &rest, request).await;
    }
    let mut response = if let Some(path) = path.strip_prefix("/rest/storage/") {
        storage::rest(market, path, request).await?
    } else if let Some(path) = path.strip_prefix("/rest/tokens") {
        realtime::give_token(market, path, request).await?
    } else if let Some(path) = path.strip_prefix("/cdn/") {
        storage::cdn(market, path, request).await?
    } else if let Some(reported) = path.strip_prefix("/rest/requests/billable-units/") {
        report::report(market, reported, request).await?
    } else if let Some(asked) = webhooks::asked(&path) {
        webhooks::answer(market, asked, &request).await?
    } else if let Some(path) = path.strip_prefix("/v1/models/") {
        models::answer(market, path, request).await
    } else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "Not Found"));
    };
    // None of these is a request for the app: they have no units.
    headers::to_caller(response.headers_mut(), &id, None);
    Ok(response)
}

/// What follows the name of the app. It is decoded as the app does it, so that both mean the same endpoint.
fn of_app<'p>(listing: &Listing, path: &'p str) -> Result<Cow<'p, str>, Refusal> {
    let mut parts = path.splitn(3, '/');
    let (owner, app) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if owner != listing.owner.name || app != listing.app {
        let name = [owner, app].join("/");
        return Err(Refusal::no_application(name.trim_end_matches('/')));
    }
    let rest = &path[owner.len() + 1 + app.len()..];
    Ok(percent_decode_str(rest).decode_utf8_lossy())
}
