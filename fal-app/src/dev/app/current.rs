//! The process that requests go to, and what makes another one take its place (`docs/platform.md` §2.4, §2.5).

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::sync::{mpsc, watch};

use super::client::{Client, Failure};
use super::document::Document;
use super::faults::Faults;
use super::output::Output;
use super::process::how;

/// Whether its process ends after an answer: `1` or `0`. Without it the status says so.
const STOP_RUNNER: HeaderName = HeaderName::from_static("x-fal-stop-runner");

/// An app that runs, or that is started again.
#[derive(Clone)]
pub(crate) struct App {
    pub(super) client: Client,
    state: Arc<watch::Sender<State>>,
    /// What it prints.
    pub(crate) output: Output,
    /// What goes wrong on purpose.
    pub(crate) faults: Faults,
}

/// Where the app is.
#[derive(Default)]
struct State {
    /// The process that requests go to; `None` while there is none.
    up: Option<Up>,
    /// What the newest process says of itself.
    document: Arc<Document>,
    /// Whether nobody is to wait for another process.
    is_over: bool,
}

/// An app that listens: one of its processes. It is held while a request is on its way there.
#[derive(Clone)]
pub(crate) struct Up {
    pub(super) address: SocketAddr,
    /// That of the process.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only Unix kills by it"))]
    pub(super) id: Option<u32>,
    pub(crate) document: Arc<Document>,
    replace: mpsc::Sender<Why>,
}

/// Why no process listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotUp {
    /// None did within the time.
    Late,
    /// The marketplace ends.
    Ending,
}

impl App {
    /// One without a process.
    pub(super) fn new(output: Output) -> Self {
        Self {
            client: Client::new(),
            state: Arc::new(watch::Sender::new(State::default())),
            output,
            faults: Faults::default(),
        }
    }

    /// From now on requests go to this process. The channel says why it is to be replaced, and ends when no request is on its
    /// way to it any more.
    pub(super) fn set_up(
        &self,
        address: SocketAddr,
        id: Option<u32>,
        document: Document,
    ) -> mpsc::Receiver<Why> {
        let (replace, asked) = mpsc::channel(1);
        let up = Up {
            address,
            id,
            document: Arc::new(document),
            replace,
        };
        self.state.send_modify(|state| {
            state.document = up.document.clone();
            state.up = Some(up);
        });
        asked
    }

    /// Waits until it listens.
    ///
    /// # Errors
    /// It does not within that time, or will not any more.
    pub(crate) async fn up(&self, within: Duration) -> Result<Up, NotUp> {
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| state.up.is_some() || state.is_over);
        match tokio::time::timeout(within, settled).await {
            Ok(Ok(state)) => state.up.clone().ok_or(NotUp::Ending),
            Ok(Err(_)) => Err(NotUp::Ending),
            Err(_) => Err(NotUp::Late),
        }
    }

    /// What the newest process says of itself.
    pub(crate) fn document(&self) -> Arc<Document> {
        self.state.borrow().document.clone()
    }

    /// Sends a request. Its URI is a path with a query. An answer may end its process: later requests go to the next one.
    ///
    /// # Errors
    /// The app cannot be reached, or ends the connection without an answer.
    pub(crate) async fn send(
        &self,
        up: &Up,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Failure> {
        let answer = self.client.send(up.address, request).await;
        self.hear(up, &answer);
        answer
    }

    /// Replaces a process after an answer, or for want of one, as the platform does.
    pub(super) fn hear<B>(&self, up: &Up, answer: &Result<Response<B>, Failure>) {
        match answer {
            Ok(answer) if is_last(answer.status(), answer.headers()) => {
                self.replace(up, Why::Answered(answer.status()));
            }
            Ok(_) | Err(Failure::Unreachable) => {}
            Err(Failure::Refused) => self.replace(up, Why::Refused),
            Err(Failure::Disconnected) => self.replace(up, Why::Disconnected),
        }
    }

    /// Waits until no more requests go to this process.
    pub(crate) async fn left(&self, up: &Up) {
        let mut state = self.state.subscribe();
        let is_up = |state: &State| {
            let now = state.up.as_ref();
            now.is_some_and(|now| now.replace.same_channel(&up.replace))
        };
        // The sender is part of this.
        let _ = state.wait_for(|state| !is_up(state)).await;
    }

    /// Replaces the process of a request that took longer than it may.
    pub(crate) fn is_late(&self, up: &Up) {
        self.replace(up, Why::Late);
    }

    /// Replaces a process. Later requests wait for the next one.
    fn replace(&self, up: &Up, why: Why) {
        // The first reason counts.
        let _ = up.replace.try_send(why);
        self.state.send_if_modified(|state| {
            let replaced = state
                .up
                .take_if(|now| now.replace.same_channel(&up.replace));
            replaced.is_some()
        });
    }

    /// No process listens now.
    pub(super) fn set_down(&self) {
        self.state.send_modify(|state| state.up = None);
    }

    /// Nobody waits for a process any more. One that listens is asked all the same.
    pub(crate) fn end(&self) {
        self.state.send_modify(|state| state.is_over = true);
    }
}

/// Whether the platform ends a process after this answer.
fn is_last(status: StatusCode, headers: &HeaderMap) -> bool {
    match headers.get(STOP_RUNNER).map(|says| says.as_bytes()) {
        Some(b"1" | b"true") => true,
        Some(b"0" | b"false") => false,
        _ => status == StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Why a process is replaced.
#[derive(Debug)]
pub(crate) enum Why {
    Ended(io::Result<ExitStatus>),
    Answered(StatusCode),
    /// A request took longer than it may.
    Late,
    /// It ended a connection without an answer.
    Disconnected,
    /// It takes no connections.
    Refused,
    Unhealthy,
}

impl Why {
    /// Whether it is replaced for what became of one request: it is not the app's start that fails.
    pub(super) fn is_of_a_request(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Late)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(ended) => text.write_str(&how(ended)),
            Self::Answered(status) => write!(text, "answered {}", status.as_u16()),
            Self::Late => text.write_str("took longer than its `request_timeout`"),
            Self::Disconnected => text.write_str("ended a connection without an answer"),
            Self::Refused => text.write_str("takes no connections"),
            Self::Unhealthy => text.write_str("failed its health check"),
        }
    }
}
