//! An app as a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take that should take no time, on a loaded machine.
pub const SOON: Duration = Duration::from_secs(60);

/// A process, its log, and its end; killed when dropped.
pub struct Process {
    process: Child,
    log: Arc<Log>,
}

/// An app that serves.
pub struct Server {
    process: Process,
    /// Where callers connect.
    pub address: SocketAddr,
    /// Where metrics are.
    pub metrics: SocketAddr,
}

/// All lines that a process has written on stdout and stderr.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    more: Condvar,
}

/// An app's command on free ports of this machine, which logs every request.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--host", "127.0.0.1", "--port", "0", "--metrics-port", "0"])
        .env("RUST_LOG", "info,fal_app=debug");
    command
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
}

impl Deref for Server {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
    }
}

impl Process {
    /// Starts a command.
    pub fn start(command: &mut Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Log::default());
        log.read(process.stdout.take().unwrap());
        log.read(process.stderr.take().unwrap());
        Self { process, log }
    }

    /// Waits for a line.
    pub fn log_line(&self, is: impl Fn(&str) -> bool) -> String {
        self.log.wait(is)
    }

    /// The lines that there are by now.
    pub fn lines(&self, is: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.log.lines.lock().unwrap();
        lines.iter().filter(|line| is(line)).cloned().collect()
    }

    /// How many of them there are.
    pub fn count_lines(&self, is: impl Fn(&str) -> bool) -> usize {
        self.lines(is).len()
    }

    /// The most memory that it had so far, in bytes.
    pub fn peak_memory(&self) -> usize {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: usize = peak
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        kib * 1024
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + SOON;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the app does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Log {
    fn read(self: &Arc<Self>, from: impl Read + Send + 'static) {
        let log = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                log.lines.lock().unwrap().push(line);
                log.more.notify_all();
            }
        });
    }

    fn wait(&self, is: impl Fn(&str) -> bool) -> String {
        let mut lines = self.lines.lock().unwrap();
        let deadline = Instant::now() + SOON;
        loop {
            if let Some(line) = lines.iter().find(|line| is(line)) {
                return line.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no such line in {lines:#?}");
            lines = self.more.wait_timeout(lines, left).unwrap().0;
        }
    }
}
