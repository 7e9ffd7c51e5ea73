//! Listening: connections, and the requests on them.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

use super::log::LOG;
use super::respond::respond;
use super::route::Routes;

/// How long an idle connection stays open: as long as the SDK's (`docs/platform.md` §2.1).
const KEEP_ALIVE: Duration = Duration::from_secs(300);

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// How long no connection is accepted after one could not be: most likely the process has no file handles left.
const PAUSE: Duration = Duration::from_millis(100);

/// Reserves a port. It does not take connections yet.
pub(crate) fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A server that was just stopped leaves connections behind, which would keep the port.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Opens a reserved port.
pub(crate) fn open(socket: TcpSocket) -> io::Result<TcpListener> {
    socket.listen(BACKLOG)
}

/// The open connections of a server.
#[derive(Debug, Default)]
pub(crate) struct Connections(watch::Sender<()>);

impl Connections {
    /// Lets each finish the request that is on it, and waits until all are closed.
    pub(crate) async fn finish(self) {
        self.0.send_replace(());
        self.0.closed().await;
    }
}

/// Serves connections for as long as it is polled.
pub(crate) async fn serve(listener: TcpListener, routes: Arc<Routes>, connections: &Connections) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(
                    stream,
                    routes.clone(),
                    connections.0.subscribe(),
                ));
            }
            Err(error) => {
                tracing::warn!(target: LOG, "a connection could not be accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Serves one connection. `stop` is held until it is closed: [`Connections::finish`] waits for that.
async fn connection(stream: TcpStream, routes: Arc<Routes>, mut stop: watch::Receiver<()>) {
    // An answer is one write; waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let routes = routes.clone();
        async move { Ok::<_, Infallible>(respond(&routes, request).await) }
    });
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(KEEP_ALIVE);
    http.http2().timer(TokioTimer::new());
    let mut serving = pin!(http.serve_connection(TokioIo::new(stream), service));
    // A set polls the stop only when it is woken. By itself the stop would be polled, and would take a lock that all
    // connections share, each time the connection is.
    let mut stopped = FuturesUnordered::from_iter([stop.changed()]);
    let served = match select(serving.as_mut(), stopped.next()).await {
        Either::Left((served, _)) => served,
        Either::Right(_) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    // A broken connection is no fault of the app, and its requests have been counted.
    if let Err(error) = served {
        tracing::debug!(target: LOG, "a connection broke: {error}");
    }
}
