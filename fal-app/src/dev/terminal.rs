//! What is printed while the marketplace runs. A thread of its own writes it: no caller and no app waits for who reads it, be
//! that a terminal that is stopped or a pipe that is full.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The most bytes that wait to be written. What is beyond is left out, and it is told how often.
const MOST: usize = 1 << 20;

/// How long the last of it may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where the marketplace prints.
#[derive(Clone)]
pub(crate) struct Terminal {
    /// The announcement, and a line for each request.
    pub(crate) out: Printer,
    /// The log, and what the app prints.
    pub(crate) err: Printer,
}

/// The way to the thread that writes.
#[derive(Clone)]
pub(crate) struct Printer(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// How many texts found no room.
    left_out: usize,
    is_writing: bool,
}

impl Terminal {
    /// # Errors
    /// A thread cannot start.
    pub(crate) fn start(is_json: bool) -> io::Result<Self> {
        let left_out = if is_json { for_programs } else { for_people };
        Ok(Self {
            out: Printer::start(io::stdout(), left_out)?,
            err: Printer::start(io::stderr(), for_people)?,
        })
    }

    /// Where the log is printed, and nothing of requests.
    ///
    /// # Errors
    /// A thread cannot start.
    pub(crate) fn without_out() -> io::Result<Self> {
        Ok(Self {
            out: Printer::start(io::sink(), for_people)?,
            err: Printer::start(io::stderr(), for_people)?,
        })
    }

    /// Waits a moment for what is not written yet.
    pub(crate) fn finish(&self) {
        self.out.finish();
        self.err.finish();
    }
}

fn for_people(times: usize) -> String {
    format!("{times} lines are not shown: they came faster than they are read\n")
}

fn for_programs(times: usize) -> String {
    format!("{{\"left_out\":{times}}}\n")
}

impl Printer {
    /// Writes to `to`. `left_out` is the line that tells how often there was no room.
    pub(crate) fn start(
        to: impl Write + Send + 'static,
        left_out: fn(usize) -> String,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let printer = Self(shared.clone());
        thread::Builder::new()
            .name("terminal".to_owned())
            .spawn(move || shared.write(to, left_out))?;
        Ok(printer)
    }

    /// Prints a text: whole, or not at all.
    pub(crate) fn print(&self, text: &[u8]) {
        let mut state = self.0.state();
        if state.waiting.len() + text.len() > MOST {
            state.left_out += 1;
        } else {
            state.waiting.extend_from_slice(text);
        }
        drop(state);
        self.0.changed.notify_all();
    }

    /// Waits a moment for what is not written yet.
    fn finish(&self) {
        let is_busy = |state: &mut State| state.is_writing || !state.waiting.is_empty();
        let state = self.0.state();
        drop(self.0.changed.wait_timeout_while(state, PATIENCE, is_busy));
    }
}

/// For the log, which writes each line at once.
impl Write for Printer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.print(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes as long as the process lives. What waits at once is one write.
    fn write(&self, mut to: impl Write, left_out: fn(usize) -> String) {
        let mut state = self.state();
        loop {
            let waited = self
                .changed
                .wait_while(state, |state| state.waiting.is_empty());
            state = waited.unwrap_or_else(PoisonError::into_inner);
            let mut text = std::mem::take(&mut state.waiting);
            let times = std::mem::take(&mut state.left_out);
            state.is_writing = true;
            drop(state);
            if times > 0 {
                text.extend_from_slice(left_out(times).as_bytes());
            }
            // Who does not read it does not stop the marketplace.
            let _ = to.write_all(&text).and_then(|()| to.flush());
            state = self.state();
            state.is_writing = false;
            self.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::{BufRead as _, BufReader};

    use super::{MOST, Printer, for_people};

    #[test]
    fn what_finds_no_room_is_left_out_and_told() {
        let (reader, writer) = std::io::pipe().unwrap();
        let printer = Printer::start(writer, for_people).unwrap();
        // Nobody reads yet.
        let line = [&[b'a'; 999][..], b"\n"].concat();
        let sent = 2 * MOST / line.len();
        for _ in 0..sent {
            printer.print(&line);
        }
        let (mut shown, mut left_out) = (0, 0);
        for line in BufReader::new(reader).lines().map(Result::unwrap) {
            match line.strip_suffix(" lines are not shown: they came faster than they are read") {
                Some(times) => left_out += times.parse::<usize>().unwrap(),
                None => shown += 1,
            }
            if shown + left_out == sent {
                break;
            }
        }
        assert!(
            shown * 1000 >= MOST - 1000 && left_out > 0,
            "{shown} {left_out}"
        );
    }
}
