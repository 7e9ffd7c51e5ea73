//! Progress, for who waits at a terminal.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar};

/// The lines of progress, which stay at the bottom of the terminal.
static LINES: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// How often a line moves.
const TICK: Duration = Duration::from_millis(100);

/// A line on stderr that says what is done right now. It is gone when this is dropped. Where stderr is not a terminal, there
/// is none.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Says what is done.
    pub(super) fn new(says: impl Into<Cow<'static, str>>) -> Self {
        let line = LINES.add(ProgressBar::new_spinner()).with_message(says);
        if !line.is_hidden() {
            line.enable_steady_tick(TICK);
        }
        Self(line)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
        LINES.remove(&self.0);
    }
}

/// Stderr above the lines of progress: what is written here, in whole lines, is not mixed with them.
#[derive(Clone, Copy, Debug)]
pub(super) struct AboveProgress;

impl Write for AboveProgress {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
