//! How the inputs of a session are read.

use std::fmt;

use bytes::Bytes;

use super::exchange::{AnyInput, SessionFailure};
use crate::fields::{Decoded, Input, InputFields, Undecoded, decode_packed};
use crate::task::run_blocking;

/// The largest message that is read on the thread that answers, in bytes of JSON: binary, which is not copied, does not count.
const LARGE: usize = 64 * 1024;

/// What a session may take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "a session takes a struct with `#[input]`, or a `Value` of any kind"
)]
pub trait SessionInput: Input {}

#[diagnostic::do_not_recommend]
impl<I: InputFields> SessionInput for I {}

impl SessionInput for serde_json::Value {}

impl SessionInput for rmpv::Value {}

/// How the inputs of a session are read.
#[derive(Clone, Copy)]
pub struct SessionReader {
    decode: fn(&Bytes, usize) -> Option<Decoded<AnyInput>>,
}

/// Of inputs of this type.
#[must_use]
pub const fn reads_packed<I: SessionInput>() -> SessionReader {
    SessionReader {
        decode: |message, most| {
            let decoded = decode_packed::<I>(message, most)?;
            Some(decoded.map(|input| -> AnyInput { Box::new(input) }))
        },
    }
}

impl SessionReader {
    /// Reads the input in a message. A large one is read on a blocking thread: on this one it would keep other sessions
    /// waiting.
    pub(crate) async fn read(self, message: Bytes) -> Result<AnyInput, SessionFailure> {
        let decoded = match (self.decode)(&message, LARGE) {
            Some(decoded) => decoded,
            None => {
                let decode = move || (self.decode)(&message, usize::MAX);
                let decoded = run_blocking(decode).await;
                decoded.unwrap_or_else(|| Err(Undecoded::unread()))
            }
        };
        decoded.map_err(|undecoded| match undecoded {
            Undecoded::Refused(refusal) => SessionFailure::Refused(refusal),
            Undecoded::Failed(why) => {
                SessionFailure::Internal(format!("an accepted input could not be decoded: {why}"))
            }
        })
    }
}

impl fmt::Debug for SessionReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionReader").finish_non_exhaustive()
    }
}
