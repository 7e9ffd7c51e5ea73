//! The server: from a connection to an answer.

mod answer;
mod bill;
mod body;
mod cancellable;
mod connection;
mod cors;
#[cfg(feature = "realtime")]
mod handshake;
mod head;
mod in_progress;
mod lifecycle;
mod listen;
mod local;
mod log;
mod metrics;
mod pending_request;
mod process;
mod reports;
mod respond;
mod route;
#[cfg(feature = "realtime")]
mod session;
mod signals;
mod stalled;
mod stop;
mod stream_body;

pub(crate) use answer::{Content, UNITS};
pub(crate) use bill::Bill;
#[cfg(feature = "dev")]
pub(crate) use lifecycle::cannot_listen;
pub(crate) use lifecycle::{Ports, serve};
pub(crate) use local::LocalServer;
pub(crate) use log::start as start_log;
pub(crate) use metrics::Metrics;
pub(crate) use reports::Reports;
pub(crate) use respond::respond;
pub(crate) use route::Routes;
#[cfg(feature = "realtime")]
pub(crate) use session::PendingSession;
pub(crate) use signals::Signals;
pub(crate) use stop::Stop;
