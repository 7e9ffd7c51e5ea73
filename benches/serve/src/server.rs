//! A server under measurement: a child process.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use tokio::time::sleep;

use crate::Result;
use crate::connection::Connection;

pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// Starts it; it may not listen yet.
    pub fn spawn(mut command: Command) -> Result<Self> {
        let (port, metrics) = (free_port()?, free_port()?);
        let child = command
            .env("PORT", port.to_string())
            .env("METRICS_PORT", metrics.to_string())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self { child, port })
    }

    /// One that listens already.
    pub fn of(child: Child, port: u16) -> Self {
        Self { child, port }
    }

    /// A connection as soon as there is one.
    pub async fn connect(&mut self) -> Result<Connection> {
        loop {
            match Connection::open(self.port).await {
                Ok(connection) => return Ok(connection),
                Err(error) if !is_refused(&*error) => return Err(error),
                Err(_) => {}
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended: {status}").into());
            }
            sleep(Duration::from_micros(50)).await;
        }
    }

    /// Asks it to end, for what it says then on a piped stderr.
    pub fn terminate(mut self) -> Result<ChildStderr> {
        let stderr = self.child.stderr.take().ok_or("stderr is not piped")?;
        self.end()?;
        Ok(stderr)
    }

    /// Asks it to end, and waits.
    pub fn end(mut self) -> Result<()> {
        Command::new("kill")
            .arg(self.child.id().to_string())
            .status()?;
        self.child.wait()?;
        Ok(())
    }

    /// Seconds of processor time that its threads and those of its children have used, of the user and of the system.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.child.id())
    }

    /// Resident memory in KiB.
    pub fn resident_kib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cpu_seconds(process: u32) -> Result<f64> {
    let mut seconds = 0.0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let thread = thread?.path();
        // Its first number is the time on a processor, in nanoseconds.
        let stat = fs::read_to_string(thread.join("schedstat"))?;
        let used: f64 = stat.split(' ').next().unwrap_or_default().parse()?;
        seconds += used / 1e9;
        for child in fs::read_to_string(thread.join("children"))?.split_whitespace() {
            seconds += cpu_seconds(child.parse()?)?;
        }
    }
    Ok(seconds)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn is_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}
