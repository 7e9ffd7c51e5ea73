//! What refuses a block of endpoints.

mod block;
mod endpoint;
mod example;
mod health_check;
mod path;
mod setup_teardown;
mod signature;
mod stream;
mod sync_mode;

pub(crate) use block::check;
