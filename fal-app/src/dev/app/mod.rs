//! The app: its process, what it says of itself, and how it is asked. All of it goes over HTTP on loopback.

mod client;
pub(crate) mod document;
mod environment;
mod output;
mod process;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::sync::watch;

use client::Client;
pub(crate) use client::Failure;
use document::Document;
pub(crate) use environment::Platform;
pub(crate) use output::{Lines, Listener, Output};
pub(crate) use process::{Failed, Process, Start};

/// A request by POST. A path that is no part of a URI is `/`.
pub(crate) fn post(path: &str, body: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = path.parse().unwrap_or_default();
    request
}

/// An app that runs, or that is started again.
#[derive(Clone)]
pub(crate) struct App {
    client: Client,
    state: watch::Receiver<State>,
    /// What it prints.
    pub(crate) output: Output,
}

/// Where the app is.
#[derive(Clone, Default)]
enum State {
    /// It starts, or starts again.
    #[default]
    Down,
    Up(Up),
    /// It is not started again.
    Ended,
}

/// An app that listens.
#[derive(Clone)]
pub(crate) struct Up {
    address: SocketAddr,
    pub(crate) document: Arc<Document>,
}

impl App {
    /// Waits until it listens; `None` where it does not within that time, or never will.
    pub(crate) async fn up(&self, within: Duration) -> Option<Up> {
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| !matches!(state, State::Down));
        match tokio::time::timeout(within, settled).await {
            Ok(Ok(state)) => match &*state {
                State::Up(up) => Some(up.clone()),
                State::Down | State::Ended => None,
            },
            Ok(Err(_)) | Err(_) => None,
        }
    }

    /// Sends a request. Its URI is a path with a query.
    ///
    /// # Errors
    /// The app cannot be reached, or ends the connection without an answer.
    pub(crate) async fn send(
        &self,
        up: &Up,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Failure> {
        self.client.send(up.address, request).await
    }
}
