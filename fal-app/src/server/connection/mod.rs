//! One connection, from its first byte to its end.

mod activity;
mod bodies;
mod delivery;
mod executor;
mod open;
mod own_wakes;
mod refusal;
mod socket;
#[cfg(test)]
mod tests;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
#[cfg(feature = "realtime")]
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use http::Request;
#[cfg(feature = "realtime")]
use http::{Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

#[cfg(feature = "realtime")]
use super::answer::Content;
use super::head;
use super::log::LOG;
use super::respond::{Left, respond};
use super::route::Routes;
#[cfg(feature = "realtime")]
use super::session::PendingSession;
use super::stop::{Step, Stop};
use activity::Activity;
use bodies::{Arriving, Outgoing};
use executor::{DELIVERY, Streams};
pub(super) use open::OpenConnections;
use own_wakes::OwnWakes;
use socket::Socket;

/// How every connection of HTTP/2 begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The largest head that HTTP/2 reads at all. It is more than [`head`] allows, so that the refusal is ours.
const MAX_HEADER_LIST: u32 = 2 * 1024 * 1024;

/// Serves a connection. `stop` is held until its last request is answered.
pub(super) async fn serve(
    stream: TcpStream,
    routes: Arc<Routes>,
    connections: OpenConnections,
    stop: Stop,
) {
    // An answer is one write; waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let activity = Activity::new(routes.undelivered().clone());
    let _open = connections.add(activity.clone());
    let mut socket = Socket::new(stream, activity.clone());
    let ends = async {
        let stopped = pin!(async {
            stop.reached(Step::Stops).await;
            activity.last_request().await;
        });
        let (idle, way_is_needed) = (pin!(activity.idle()), pin!(activity.way_is_needed()));
        select(stopped, select(idle, way_is_needed)).await;
    };
    let is_cut = stop.reached(Step::Cuts);
    // Alone they would be polled whenever the connection is, and take a lock that all connections share. In a set they are
    // polled when they are woken.
    let mut told = FuturesUnordered::from_iter([Either::Left(ends), Either::Right(is_cut)]);
    let Either::Left((Ok(is_http2), _)) =
        select(Box::pin(socket.begins_with(PREFACE)), told.next()).await
    else {
        return;
    };
    let serving = Serving {
        routes,
        activity: activity.clone(),
        told: &mut told,
        stop: &stop,
    };
    let left = if is_http2 {
        serving.over_http2(socket).await;
        None
    } else {
        serving.over_http1(socket).await
    };
    drop(told);
    drop(stop);
    if let Some(socket) = left {
        select(pin!(socket.close()), pin!(activity.way_is_needed())).await;
    }
}

/// What serves one connection.
struct Serving<'s, T> {
    routes: Arc<Routes>,
    activity: Arc<Activity>,
    /// Tells when the connection is to end, and then when it is cut.
    told: &'s mut T,
    stop: &'s Stop,
}

impl<T: Stream<Item = ()> + Unpin> Serving<'_, T> {
    /// The socket, unless it became that of a session.
    async fn over_http1(self, socket: Socket) -> Option<Socket> {
        let (routes, activity, stop) = (&*self.routes, &self.activity, self.stop);
        #[cfg(feature = "realtime")]
        let session = &Mutex::new(None);
        let service = service_fn(|request: Request<Incoming>| {
            let at_work = activity.begin();
            let request = request.map(|body| Arriving::new(body, activity.clone()));
            let answer = respond(routes, request, stop);
            async move {
                let answer = answer.await?;
                #[cfg(feature = "realtime")]
                let answer = begin_session(answer, session);
                Ok::<_, Left>(answer.map(|content| Outgoing::over_http1(content, at_work)))
            }
        });
        let mut connection = http1::Builder::new()
            .max_header_size(head::MOST)
            .serve_connection(TokioIo::new(socket.answers_only()), service);
        let served = until_end(
            Pin::new(&mut connection),
            http1::Connection::graceful_shutdown,
            &self.activity,
            self.told,
        );
        let served = served.await;
        let parts = connection.into_parts();
        let socket = parts.io.into_inner();
        #[cfg(feature = "realtime")]
        let begun = lock(session).take();
        #[cfg(feature = "realtime")]
        if let Some(session) = begun {
            // Hyper has answered the handshake, and may have read the first messages.
            let socket = socket.goes_on(parts.read_buf);
            // In a box: most connections never are a session, and need no room for one.
            let _at_work = activity.begin();
            Box::pin(session.run(socket, stop.clone())).await;
            return None;
        }
        if socket.refused().is_none() {
            log_break(served);
        }
        stop.before(Step::Cuts, refusal::answer_refused(socket))
            .await
    }

    async fn over_http2(self, socket: Socket) {
        let (routes, stop) = (self.routes, self.stop.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (routes, stop) = (routes.clone(), stop.clone());
            async move {
                let answer = respond(&routes, request, &stop).await?;
                let delivery = DELIVERY.get();
                Ok::<_, Left>(answer.map(|content| Outgoing::over_http2(content, delivery)))
            }
        });
        let mut connection = pin!(
            http2::Builder::new(Streams(self.activity.clone()))
                .max_header_list_size(MAX_HEADER_LIST)
                .serve_connection(TokioIo::new(socket), service)
        );
        let served = until_end(
            connection.as_mut(),
            http2::Connection::graceful_shutdown,
            &self.activity,
            self.told,
        );
        log_break(served.await);
    }
}

/// Keeps the session that an answer begins. Most answers begin none.
#[cfg(feature = "realtime")]
fn begin_session(
    mut answer: Response<Content>,
    kept: &Mutex<Option<PendingSession>>,
) -> Response<Content> {
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        *lock(kept) = PendingSession::detach(answer.extensions_mut());
    }
    answer
}

/// No code panics while it holds the lock.
#[cfg(feature = "realtime")]
fn lock(kept: &Mutex<Option<PendingSession>>) -> MutexGuard<'_, Option<PendingSession>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a connection until it ends by itself, or, once it is to end, until all that came before is answered or the connection
/// is cut.
async fn until_end<C: Future<Output = hyper::Result<()>>>(
    mut connection: Pin<&mut C>,
    shut_down: fn(Pin<&mut C>),
    activity: &Activity,
    told: &mut (impl Stream<Item = ()> + Unpin),
) -> hyper::Result<()> {
    let mut wakes = OwnWakes::of(Waker::noop());
    let serving = poll_fn(|cx| wakes.poll(cx, |cx| connection.as_mut().poll(cx)));
    if let Either::Left((served, _)) = select(serving, told.next()).await {
        return served;
    }
    shut_down(connection.as_mut());
    let finished = poll_fn(|cx| {
        activity.tell_end(cx.waker());
        // Whatever was answered before is written now.
        let is_quiet = activity.is_quiet();
        if let Poll::Ready(served) = connection.as_mut().poll(cx) {
            return Poll::Ready(served);
        }
        if is_quiet && activity.is_quiet() && activity.is_flushed() {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    });
    match select(finished, told.next()).await {
        Either::Left((finished, _)) => finished,
        Either::Right(_) => Ok(()),
    }
}

/// A connection that breaks is its caller's affair; its requests have been counted.
fn log_break(served: hyper::Result<()>) {
    if let Err(error) = served {
        tracing::debug!(target: LOG, "a connection broke: {error}");
    }
}
