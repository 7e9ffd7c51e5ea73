//! One request through an endpoint: decode, meter, wait for a permit, run the method, settle.

mod endpoint;
mod input;
mod outcome;
mod request;
mod stream;

pub use endpoint::Endpoint;
pub(crate) use endpoint::{Run, run};
pub use input::{Takes, nothing, takes};
pub use outcome::{Done, Exit, OutcomeKind};
pub(crate) use outcome::{Failure, Outcome, StreamStart, Value};
pub use request::{Call, Work};
pub(crate) use request::{Purpose, Task};
pub use stream::{Begins, Each, Items, Iterated, RawItem, Sends, Stopped, events, raw, streamed};
