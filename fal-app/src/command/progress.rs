//! Progress, for who waits at a terminal.

use std::borrow::Cow;
use std::time::Duration;

use indicatif::ProgressBar;

/// A line on stderr that says what is done right now. It is gone when this is dropped. Where stderr is not a terminal, there
/// is none.
pub(super) struct Progress(ProgressBar);

/// How often the line moves.
const TICK: Duration = Duration::from_millis(100);

impl Progress {
    /// Says what is done.
    pub(super) fn new(says: impl Into<Cow<'static, str>>) -> Self {
        let line = ProgressBar::new_spinner().with_message(says);
        if !line.is_hidden() {
            line.enable_steady_tick(TICK);
        }
        Self(line)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
