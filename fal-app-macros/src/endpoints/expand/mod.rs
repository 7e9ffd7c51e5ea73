//! From checked endpoints to the code that the runtime reads and calls.

mod block;
mod endpoint;
mod example;

pub(crate) use block::expand;
