//! An app that runs as a program of its own, in an environment of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A served app, until it is dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    address: SocketAddr,
    log: mpsc::Receiver<String>,
}

impl Served {
    /// Serves a program on a free port, with these variables and no other of the platform's.
    ///
    /// # Errors
    /// It cannot be run, or ends before it serves.
    pub fn start(program: &str, environment: &[(&str, String)]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .args([
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--metrics-port",
                "0",
            ])
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let lines = child.stdout.take().map(BufReader::new);
        let (send, log) = mpsc::channel();
        thread::spawn(move || {
            for line in lines
                .into_iter()
                .flat_map(BufRead::lines)
                .map_while(Result::ok)
            {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let address = address(&log);
        let mut served = Self {
            child,
            address: ([127, 0, 0, 1], 0).into(),
            log,
        };
        served.address = address.ok_or_else(|| io::Error::other("the app does not serve"))?;
        Ok(served)
    }

    /// Posts JSON with headers; the answer's status, units and JSON text.
    ///
    /// # Errors
    /// The connection breaks.
    pub fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        json: &str,
    ) -> io::Result<(u16, Option<String>, String)> {
        let mut stream = self.send(path, headers, json)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        parse(&String::from_utf8_lossy(&answer)).ok_or_else(|| io::Error::other("no answer"))
    }

    /// Posts JSON and leaves after a while without an answer.
    ///
    /// # Errors
    /// The connection breaks.
    pub fn leave(&self, path: &str, json: &str, after: Duration) -> io::Result<()> {
        let stream = self.send(path, &[], json)?;
        thread::sleep(after);
        drop(stream);
        Ok(())
    }

    fn send(&self, path: &str, headers: &[(&str, &str)], json: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let extra: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: app\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{extra}\r\n{json}",
            json.len()
        )?;
        Ok(stream)
    }

    /// What it has logged since it was last asked.
    #[must_use]
    pub fn log(&self) -> String {
        let mut log = String::new();
        while let Ok(line) = self.log.recv_timeout(Duration::from_millis(200)) {
            log += &line;
            log.push('\n');
        }
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From the line that says that it serves.
fn address(log: &mpsc::Receiver<String>) -> Option<SocketAddr> {
    while let Ok(line) = log.recv_timeout(Duration::from_secs(30)) {
        if let Some((_, rest)) = line.split_once("serves on http://") {
            let end = rest.find([',', ' '])?;
            return rest.get(..end)?.parse().ok();
        }
    }
    None
}

fn parse(answer: &str) -> Option<(u16, Option<String>, String)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    let units = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        (name == "x-fal-billable-units").then(|| value.trim().to_owned())
    });
    Some((status, units, body.to_owned()))
}
