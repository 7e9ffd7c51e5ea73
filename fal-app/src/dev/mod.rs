//! The local marketplace: the publishing story on one machine. It reaches the app over HTTP, as the platform does.

mod announce;
mod app;
mod files;
mod gateway;
pub(crate) mod ledger;
mod page;
mod start;
pub(crate) mod table;
mod terminal;
pub(crate) mod webhooks;

pub(crate) use app::Fault;
pub(crate) use start::{CREDIT, Options, Started, run};
pub(crate) use terminal::Terminal;
