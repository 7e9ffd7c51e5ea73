//! The local marketplace: the publishing story on one machine. It reaches the app over HTTP, as the platform does.

mod announce;
mod app;
mod files;
mod gateway;
pub(crate) mod ledger;
mod page;
mod start;
mod terminal;
pub(crate) mod webhooks;

pub(crate) use start::{Options, run};
pub(crate) use terminal::Terminal;
