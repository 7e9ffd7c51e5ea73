//! An app as a process of its own.
//!
//! A log grows while it is read. So a test waits for the lines that it needs, and asks which lines there are only once
//! the process has ended and its log is whole.

use std::io::{BufRead, BufReader, PipeReader};
use std::net::SocketAddr;
use std::ops::Deref;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::get;

/// How long a test waits for what should take no time: long enough for a machine that is busy with other work.
pub const SOON: Duration = Duration::from_secs(120);

/// A process and its log. It is killed when dropped.
pub struct Process {
    child: Child,
    log: Arc<Log>,
}

/// An app that listens.
pub struct Server {
    process: Process,
    /// The address for callers.
    pub address: SocketAddr,
    /// The address for metrics.
    pub metrics: SocketAddr,
}

/// A process that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; None after a signal.
    pub code: Option<i32>,
    /// All lines that it wrote.
    pub lines: Vec<String>,
}

/// The lines that a process has written so far on stdout and stderr, in the order of writing.
#[derive(Default)]
struct Log {
    so_far: Mutex<SoFar>,
    more: Condvar,
}

#[derive(Default)]
struct SoFar {
    lines: Vec<String>,
    is_whole: bool,
}

/// An app's command on free ports of this machine. The app logs every request.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--host", "127.0.0.1", "--port", "0", "--metrics-port", "0"])
        .env("RUST_LOG", "info,fal_app=debug");
    command
}

/// Waits until a condition holds. For conditions that no line of a log announces.
pub fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + SOON;
    while !holds() {
        assert!(Instant::now() < deadline, "still not true: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

impl Server {
    /// Starts an app, and waits until its port is open.
    pub fn start(command: &mut Command) -> Self {
        let process = Process::start(command);
        let line = process.log_line(|line| line.contains(" serves on http://"));
        let address = |before: &str| {
            let rest = line.split_once(before).unwrap().1;
            let end = rest.find([',', '/']).unwrap_or(rest.len());
            rest[..end].parse().unwrap()
        };
        Self {
            address: address(" serves on http://"),
            metrics: address("its metrics on http://"),
            process,
        }
    }

    /// Waits until so many requests with `POST` are in progress.
    pub fn wait_in_progress(&self, count: usize) {
        let line =
            format!("http_requests_in_progress{{app_name=\"fal\",method=\"POST\"}} {count}\n");
        eventually("so many are in progress", || {
            get(self.metrics, "/metrics").text().contains(&line)
        });
    }

    /// Sends SIGTERM, and waits until the app has ended.
    pub fn stop(self) -> Ended {
        self.terminate();
        self.process.end()
    }

    /// Waits until the app has ended.
    pub fn end(self) -> Ended {
        self.process.end()
    }
}

impl Deref for Server {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl Process {
    /// Starts a command.
    pub fn start(command: &mut Command) -> Self {
        // One pipe for both, so that lines stay in the order in which they were written.
        let (reader, writer) = std::io::pipe().unwrap();
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        let child = command.spawn().unwrap();
        // The command holds the pipe's other end: without this, the log would not end with the process.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let log = Arc::new(Log::default());
        thread::spawn({
            let log = Arc::clone(&log);
            move || log.read(reader)
        });
        Self { child, log }
    }

    /// Waits for a line that matches, and returns the first one.
    pub fn log_line(&self, is: impl Fn(&str) -> bool) -> String {
        self.log_lines(1, is).remove(0)
    }

    /// Waits for `count` lines that match, and returns them.
    pub fn log_lines(&self, count: usize, is: impl Fn(&str) -> bool) -> Vec<String> {
        self.log.wait(|so_far| {
            let lines = so_far.lines.iter().filter(|line| is(line));
            let lines: Vec<String> = lines.take(count).cloned().collect();
            (lines.len() == count).then_some(lines)
        })
    }

    /// The most memory that it has had so far, in bytes.
    pub fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.unwrap().trim().trim_end_matches(" kB");
        kib.parse::<usize>().unwrap() * 1024
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends what Ctrl-C on a terminal sends.
    pub fn interrupt(&self) {
        self.signal("-INT");
    }

    /// Sends SIGKILL.
    pub fn kill(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits until the process has ended.
    pub fn end(mut self) -> Ended {
        // The log ends when the process does.
        let lines = self
            .log
            .wait(|so_far| so_far.is_whole.then(|| so_far.lines.clone()));
        let code = self.child.wait().unwrap().code();
        Ended { code, lines }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// How many of its lines match.
    pub fn count_lines(&self, is: impl Fn(&str) -> bool) -> usize {
        self.lines.iter().filter(|line| is(line)).count()
    }
}

impl Log {
    fn read(&self, from: PipeReader) {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            self.so_far.lock().unwrap().lines.push(line);
            self.more.notify_all();
        }
        self.so_far.lock().unwrap().is_whole = true;
        self.more.notify_all();
    }

    /// Waits until `look` finds something.
    fn wait<T>(&self, look: impl Fn(&SoFar) -> Option<T>) -> T {
        let deadline = Instant::now() + SOON;
        let mut so_far = self.so_far.lock().unwrap();
        loop {
            if let Some(found) = look(&so_far) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || so_far.is_whole {
                // A panic would poison the lock, and hide this message behind those of other threads.
                let lines = so_far.lines.clone();
                drop(so_far);
                panic!("waited in vain; the log is {lines:#?}");
            }
            so_far = self.more.wait_timeout(so_far, left).unwrap().0;
        }
    }
}
