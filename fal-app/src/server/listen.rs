//! Listening: connections, and the requests on them.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::LOG;
use super::respond;
use super::route::Routes;

/// How long an idle connection stays open, as the SDK's (`protocol.md` §2.1).
const KEEP_ALIVE: Duration = Duration::from_secs(300);

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// How long nothing is accepted when the process has no file handles left.
const OUT_OF_HANDLES: Duration = Duration::from_millis(100);

/// Reserves a port, which does not open yet.
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

/// Serves connections for as long as it is polled.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Arc<Routes>,
    connections: &GracefulShutdown,
) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, routes.clone(), connections.watcher()));
            }
            Err(error) => {
                tracing::warn!(target: LOG, "a connection could not be accepted: {error}");
                tokio::time::sleep(OUT_OF_HANDLES).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, routes: Arc<Routes>, watcher: Watcher) {
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
    let served = watcher.watch(
        http.serve_connection(TokioIo::new(stream), service)
            .into_owned(),
    );
    // A connection that breaks is its caller's affair; its requests have been counted.
    if let Err(error) = served.await {
        tracing::debug!(target: LOG, "a connection broke: {error}");
    }
}
