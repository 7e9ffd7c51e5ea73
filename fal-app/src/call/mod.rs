//! One request through an endpoint: decode, meter, wait for a permit, run the method, settle.

mod endpoint;
mod input;
mod outcome;
mod request;
mod returned;
mod running;
mod start;
mod stream;

pub use endpoint::Endpoint;
pub(crate) use endpoint::{EndpointFn, endpoint_fn, quote_fn};
pub use input::{no_operands, reads};
pub use outcome::OutcomeKind;
pub(crate) use outcome::{
    Broken, Cancel, Items, MethodError, Outcome, Piece, StreamHead, StreamStart, StreamUnits, Value,
};
pub(crate) use request::{EndpointRequest, RequestBody};
pub use returned::{
    EndpointError, MethodResult, NoValue, SetupResult, ValueOf, never_answered, returned, set_up,
};
pub use running::RunningCall;
pub(crate) use stream::KEEP_ALIVE;
pub use stream::{RawItem, event_encoding, raw_encoding, stream_call};
