//! HTTP to the app.

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// How long a connection to the app is kept without a request on it.
const IDLE: Duration = Duration::from_secs(30);

/// Connections to the app.
#[derive(Clone)]
pub(super) struct Client(legacy::Client<HttpConnector, Full<Bytes>>);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The app does not take connections.
    Refused,
    /// No connection to the app can be made: most likely this process has no file handles left.
    Unreachable,
    /// It ended the connection without an answer, or does not speak HTTP.
    Disconnected,
}

impl Client {
    pub(super) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new());
        Self(builder.build(connector))
    }

    pub(super) async fn send(
        &self,
        address: SocketAddr,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Failure> {
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        let uri = Uri::builder()
            .scheme("http")
            .authority(address.to_string())
            .path_and_query(path)
            .build();
        *request.uri_mut() = uri.map_err(|_| Failure::Disconnected)?;
        self.0
            .request(request)
            .await
            .map_err(|error| match error.is_connect() {
                true if is_refused(&error) => Failure::Refused,
                true => Failure::Unreachable,
                false => Failure::Disconnected,
            })
    }
}

/// Whether the other side refused a connection.
fn is_refused(error: &legacy::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return error.kind() == io::ErrorKind::ConnectionRefused;
        }
        cause = error.source();
    }
    false
}
