//! From checked endpoints to const data and calls into the runtime.

mod block;
mod endpoint;

pub(crate) use block::expand;
