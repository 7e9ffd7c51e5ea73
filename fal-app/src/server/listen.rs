//! Listening: connections, and the requests on them.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};

use super::connection::{self, OpenConnections};
use super::log::LOG;
use super::route::Routes;
use super::stop::{Step, Stop};

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// How long no connection is accepted after one could not be, unless an idle one makes room for it before: most likely the
/// process has no file handles left.
const PAUSE: Duration = Duration::from_millis(100);

/// How often that is said in the log at most.
const SAID: Duration = Duration::from_secs(1);

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

/// Serves what connects to a listener, until the server stops.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Arc<Routes>,
    connections: OpenConnections,
    stop: Stop,
) {
    let serve = |stream| {
        let (routes, connections) = (routes.clone(), connections.clone());
        tokio::spawn(connection::serve(stream, routes, connections, stop.clone()));
    };
    let mut said: Option<Instant> = None;
    let mut stopped = pin!(stop.reached(Step::Stops));
    loop {
        match select(pin!(listener.accept()), stopped.as_mut()).await {
            Either::Left((Ok((stream, _)), _)) => serve(stream),
            Either::Left((Err(error), _)) => {
                if said.is_none_or(|said| said.elapsed() >= SAID) {
                    tracing::warn!(target: LOG, "a connection could not be accepted: {error}");
                    said = Some(Instant::now());
                }
                let room = timeout(PAUSE, connections.make_room());
                select(pin!(room), stopped.as_mut()).await;
            }
            Either::Right(_) => break,
        }
    }
    // Who has connected by now would be cut off when the listener closes.
    if let Ok(listener) = listener.into_std() {
        while let Ok(stream) = accept_now(&listener) {
            serve(stream);
        }
    }
}

/// Accepts who waits at this moment. The runtime may not have heard of them yet.
fn accept_now(listener: &std::net::TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept()?;
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}
