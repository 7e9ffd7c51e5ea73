//! What generated code gives of a session: what serves it.

use std::fmt;
use std::sync::Arc;

use super::core::{Core, SessionEnd};
use super::reader::SessionReader;
use super::running::Session;
use crate::task::BoxFuture;

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
    /// How its inputs are read.
    pub(crate) fn reader(&self) -> SessionReader {
        self.reader
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

impl<A> fmt::Debug for SessionCode<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCode").finish_non_exhaustive()
    }
}
