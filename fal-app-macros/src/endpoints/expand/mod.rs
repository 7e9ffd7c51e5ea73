//! From checked endpoints to the code that the runtime reads and calls.

mod block;
mod call;
mod endpoint;
mod example;
mod session;

pub(crate) use block::expand;
