//! One request through an endpoint: decode, meter, wait for a permit, run the method, settle.

mod endpoint;
mod fake;
mod input;
mod iterator;
mod outcome;
mod request;
mod returned;
mod running;
#[cfg(feature = "realtime")]
mod session;
mod start;
mod stream;

pub use endpoint::Endpoint;
pub(crate) use endpoint::{EndpointFn, Run, endpoint_fn, fake_fn, quote_fn, told_of_metering};
pub(crate) use fake::{Fake, FakeAnswers, FakeFn};
pub use fake::{FakeInput, FakeOutput};
pub use input::{no_operands, reads};
pub use outcome::OutcomeKind;
#[cfg(feature = "realtime")]
pub(crate) use outcome::SessionStart;
pub(crate) use outcome::{
    Broken, Cancel, Items, MethodError, Outcome, Piece, StreamHead, StreamStart, StreamUnits, Value,
};
pub(crate) use request::{EndpointRequest, RequestBody};
pub use returned::{
    AnswerOf, EndpointError, MethodResult, NoValue, SetupResult, ValueOf, never_answered, returned,
    set_up,
};
pub use running::RunningCall;
#[cfg(feature = "realtime")]
pub use session::{
    AnswerEncoding, Inputs, Session, SessionEnd, SessionInput, SessionReader, can_always_batch,
    packed_encoding, reads_packed,
};
#[cfg(feature = "realtime")]
pub(crate) use session::{
    Arrived, Exchange, Input, SessionCore, SessionFailure, SessionFn, session_fn,
};
pub(crate) use stream::KEEP_ALIVE;
pub use stream::{RawItem, event_encoding, raw_encoding, stream_call};
