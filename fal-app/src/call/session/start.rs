//! What generated code gives of a session: how its inputs are read, and what serves it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::core::{Core, SessionEnd};
use super::running::Session;
use crate::fields::{Decoded, Input, InputFields, Undecoded, decode_packed};
use crate::task::BoxFuture;

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

/// An input, whatever its type.
type AnyInput = Box<dyn Any + Send>;

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

/// How a session ended.
type SessionResult = Result<(), SessionEnd>;

/// What is generated for a `#[realtime]`.
pub(crate) struct SessionCode<A: 'static> {
    pub(super) reader: SessionReader,
    pub(super) run: fn(Session<A>) -> BoxFuture<SessionResult>,
}

impl<A> SessionCode<A> {
    pub(in crate::call) const fn new(
        reader: SessionReader,
        run: fn(Session<A>) -> BoxFuture<SessionResult>,
    ) -> Self {
        Self { reader, run }
    }
}

/// The same, without the type of the app.
#[derive(Clone)]
pub(crate) struct SessionFn {
    reader: SessionReader,
    run: Arc<dyn Fn(Arc<Core>) -> BoxFuture<SessionResult> + Send + Sync>,
}

impl SessionFn {
    /// Reads the input in a message; `None` where it is more than so many bytes of JSON.
    pub(crate) fn decode(&self, message: &Bytes, most: usize) -> Option<Decoded<AnyInput>> {
        (self.reader.decode)(message, most)
    }

    /// Reads the input in a message, however large it is.
    pub(crate) fn decode_all(&self, message: &Bytes) -> Decoded<AnyInput> {
        let decoded = self.decode(message, usize::MAX);
        decoded.unwrap_or_else(|| Err(Undecoded::unread()))
    }

    /// Serves a session.
    pub(crate) fn run(&self, core: Core) -> BoxFuture<SessionResult> {
        (self.run)(Arc::new(core))
    }
}

/// Hides the type of the app.
pub(crate) fn session_fn<A: Send + Sync + 'static>(
    app: Arc<A>,
    code: &'static SessionCode<A>,
) -> SessionFn {
    SessionFn {
        reader: code.reader,
        run: Arc::new(move |core| (code.run)(Session::new(app.clone(), core))),
    }
}

impl fmt::Debug for SessionReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionReader").finish_non_exhaustive()
    }
}

impl<A> fmt::Debug for SessionCode<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCode").finish_non_exhaustive()
    }
}
