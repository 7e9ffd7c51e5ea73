//! Listening: connections, and the requests on them.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

use super::connection;
use super::log::LOG;
use super::route::Routes;

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
    /// Lets each finish the requests that are on it, and waits until all have.
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
                tokio::spawn(connection::serve(
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
