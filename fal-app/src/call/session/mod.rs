//! Sessions: the inputs of one caller, and what a `#[realtime]` method makes of them. `server/session` speaks to the caller.

mod core;
mod exchange;
mod inputs;
mod reader;
mod running;
mod start;

pub(crate) use self::core::Core as SessionCore;
pub use self::core::SessionEnd;
pub(crate) use exchange::{Arrived, Exchange, Input, SessionFailure};
pub use inputs::Inputs;
pub use reader::{SessionInput, SessionReader, reads_packed};
pub use running::{AnswerEncoding, Session, can_always_batch, packed_encoding};
pub(super) use start::SessionCode;
pub(crate) use start::{SessionFn, session_fn};
