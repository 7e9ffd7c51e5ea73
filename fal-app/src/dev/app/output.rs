//! What the app prints: it goes to stderr as it comes, and each line to the request that it belongs to, as far as that can
//! be told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::dev::terminal::Printer;

/// The most lines of a request that are kept, and the bytes of these. The oldest go first.
const MOST_LINES: usize = 1000;
const MOST_BYTES: usize = 64 * 1024;

/// The bytes of a line that are kept.
const LONGEST: usize = 4 * 1024;

/// Bytes that are read at once.
const BUFFER: usize = 8 * 1024;

/// What the app prints, for who listens.
#[derive(Clone)]
pub(crate) struct Output {
    /// All of it.
    printer: Printer,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Requests that the app is at.
    listeners: Vec<Weak<Listener>>,
    /// Those who read what it prints.
    readers: Vec<mpsc::Sender<oneshot::Sender<()>>>,
}

/// A request that the app is at, and what it has printed since.
pub(crate) struct Listener {
    id: Uuid,
    lines: Option<Mutex<Lines>>,
}

/// Lines, as a caller gets them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    lines: VecDeque<Value>,
    bytes: usize,
}

/// Where a line was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Printed {
    Stdout,
    Stderr,
}

impl Output {
    pub(super) fn new(printer: Printer) -> Self {
        Self {
            printer,
            state: Arc::default(),
        }
    }

    /// Notes that the app is at a request until the listener is dropped. Without lines, those of the request are not kept.
    pub(crate) fn listen(&self, id: Uuid, lines: Option<Lines>) -> Arc<Listener> {
        let listener = Arc::new(Listener {
            id,
            lines: lines.map(Mutex::new),
        });
        let listeners = &mut self.state().listeners;
        listeners.retain(|listener| listener.strong_count() > 0);
        listeners.push(Arc::downgrade(&listener));
        listener
    }

    /// Waits until everything is read that was printed before an answer that is here.
    pub(crate) async fn read_so_far(&self) {
        let readers = self.state().readers.clone();
        for reader in readers {
            let (done, is_done) = oneshot::channel();
            if reader.send(done).await.is_ok() {
                let _ = is_done.await;
            }
        }
    }

    /// Reads what a new process prints, up to its end.
    pub(super) async fn read(self, printed: Printed, mut pipe: impl AsyncRead + Unpin) {
        let mut asked = self.reader();
        let (mut buffer, mut line) = (vec![0; BUFFER], Vec::new());
        loop {
            // What was printed before an answer is here before it: so what can be read at once is read before it is told
            // that all is.
            let read = tokio::select! {
                biased;
                read = pipe.read(&mut buffer) => read,
                Some(done) = asked.recv() => {
                    let _: Result<(), ()> = done.send(());
                    continue;
                }
            };
            let bytes = match read {
                Ok(count) if count > 0 => &buffer[..count],
                _ => {
                    if !line.is_empty() {
                        self.hand_out(printed, &String::from_utf8_lossy(&line));
                    }
                    return;
                }
            };
            self.printer.print(bytes);
            for part in bytes.split_inclusive(|byte| *byte == b'\n') {
                let (text, is_whole) = match part.strip_suffix(b"\n") {
                    Some(text) => (text, true),
                    None => (part, false),
                };
                let room = LONGEST.saturating_sub(line.len());
                line.extend_from_slice(&text[..text.len().min(room)]);
                if is_whole {
                    self.hand_out(printed, &String::from_utf8_lossy(&line));
                    line.clear();
                }
            }
        }
    }

    /// Adds who reads: asked, it says when all is read that is here.
    fn reader(&self) -> mpsc::Receiver<oneshot::Sender<()>> {
        let (reader, asked) = mpsc::channel(1);
        let mut state = self.state();
        state.readers.retain(|reader| !reader.is_closed());
        state.readers.push(reader);
        asked
    }

    /// A line belongs to the request whose id is in it, also where that one has ended. Without one it belongs to the only
    /// request that the app is at: with several, it might tell one caller what another one sent.
    fn hand_out(&self, printed: Printed, line: &str) {
        let listeners: Vec<Arc<Listener>> = {
            let state = self.state();
            state.listeners.iter().filter_map(Weak::upgrade).collect()
        };
        let owner = match (request_in(line), &*listeners) {
            (Some(id), _) => listeners.iter().find(|listener| listener.id == id),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let Some(owner) = owner else { return };
        if let Some(lines) = &owner.lines {
            lock(lines).push(printed, line.trim_end());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// The request that a line names: all their ids are UUIDs of version 7.
fn request_in(line: &str) -> Option<Uuid> {
    let words = line.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    let mut ids = words.filter_map(|word| Uuid::try_parse(word).ok());
    ids.find(|id| id.get_version_num() == 7)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Listener {
    /// What was printed so far.
    pub(crate) fn lines(&self) -> Lines {
        self.lines
            .as_ref()
            .map(|lines| lock(lines).clone())
            .unwrap_or_default()
    }
}

impl Lines {
    fn push(&mut self, printed: Printed, line: &str) {
        let level = match printed {
            Printed::Stdout => "STDOUT",
            Printed::Stderr => "STDERR",
        };
        self.bytes += line.len();
        self.lines.push_back(json!({
            "message": line,
            "level": level,
            "source": "USER",
            "timestamp": Timestamp::now().to_string(),
        }));
        while self.lines.len() > MOST_LINES || self.bytes > MOST_BYTES {
            let oldest = self.lines.pop_front();
            self.bytes -= oldest.as_ref().map_or(0, length);
        }
    }

    /// As they are kept and sent: a list in JSON.
    pub(crate) fn json(&self) -> String {
        Value::Array(self.lines.iter().cloned().collect()).to_string()
    }

    pub(crate) fn read(json: &str) -> Self {
        let lines: VecDeque<Value> = serde_json::from_str(json).unwrap_or_default();
        let bytes = lines.iter().map(length).sum();
        Self { lines, bytes }
    }
}

fn length(line: &Value) -> usize {
    line["message"].as_str().unwrap_or_default().len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use uuid::Uuid;

    use crate::dev::terminal::Printer;

    use super::{LONGEST, Lines, MOST_BYTES, MOST_LINES, Output, Printed};

    fn messages(lines: &Lines) -> Vec<&str> {
        let messages = lines.lines.iter().map(|line| line["message"].as_str());
        messages.map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn a_line_is_of_the_request_that_it_names_or_of_the_only_one() {
        let output = Output::new(Printer::start(std::io::sink(), |_| String::new()).unwrap());
        let [one, two, ended] = [(); 3].map(|()| Uuid::now_v7());
        let first = output.listen(one, Some(Lines::default()));
        output.hand_out(Printed::Stdout, "alone");
        output.hand_out(Printed::Stderr, &format!(r#"{{"request_id":"{ended}"}}"#));
        let second = output.listen(two, Some(Lines::default()));
        output.hand_out(Printed::Stdout, "of nobody");
        output.hand_out(Printed::Stdout, &format!("at={two}, of the second"));
        let said = format!("at={two}, of the second");
        assert_eq!(messages(&second.lines()), [said]);
        drop(second);
        output.hand_out(Printed::Stdout, "alone again");
        let silent = output.listen(two, None);
        output.hand_out(Printed::Stdout, "of nobody");
        assert_eq!(messages(&first.lines()), ["alone", "alone again"]);
        assert!(messages(&silent.lines()).is_empty());
    }

    #[tokio::test]
    async fn what_was_printed_before_is_read_before_it_is_said_to_be() {
        let output = Output::new(Printer::start(std::io::sink(), |_| String::new()).unwrap());
        let listener = output.listen(Uuid::now_v7(), Some(Lines::default()));
        let long = "l".repeat(LONGEST + 1);
        let printed = format!("one\n{long}\nand no line break");
        let read = output
            .clone()
            .read(Printed::Stderr, std::io::Cursor::new(printed));
        let reader = tokio::spawn(read);
        tokio::task::yield_now().await;
        output.read_so_far().await;
        assert!(reader.await.is_ok());
        assert_eq!(
            messages(&listener.lines()),
            ["one", &long[..LONGEST], "and no line break"]
        );
    }

    #[test]
    fn the_newest_lines_are_kept() {
        let mut lines = Lines::default();
        for number in 0..=MOST_LINES {
            lines.push(Printed::Stdout, &number.to_string());
        }
        assert_eq!(messages(&lines)[0], "1");
        lines.push(Printed::Stdout, &"a".repeat(MOST_BYTES));
        assert_eq!(messages(&lines).len(), 1);
        let kept = Lines::read(&lines.json());
        assert_eq!((kept.bytes, kept.lines), (lines.bytes, lines.lines));
    }
}
