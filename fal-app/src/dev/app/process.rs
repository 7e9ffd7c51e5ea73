//! One process of the app: this same program with `serve`, on a free port of loopback. It ends with the marketplace, even
//! where that is killed.

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::client::Client;
use super::document::Document;
use super::environment::Platform;
use super::health::HealthCheck;
use super::output::{Output, Printed};

/// How often it is tried whether the app listens by now.
const POLL: Duration = Duration::from_millis(10);

/// How long the last lines of a process are waited for.
const LAST_LINES: Duration = Duration::from_secs(1);

/// What is logged, where the user does not say it: not where the app itself listens, for callers go to the marketplace.
const LOG: &str = "RUST_LOG";
const QUIET: &str = "info,fal_app=warn";

/// Why something failed, for people.
pub(crate) type Failed = Box<dyn Error + Send + Sync>;

/// How the app is started.
#[derive(Clone)]
pub(crate) struct Start {
    /// This program.
    pub(crate) program: PathBuf,
    /// The longest time for the setup.
    pub(crate) startup: Duration,
    /// The time that it has to end.
    pub(crate) grace: Duration,
    pub(crate) health_check: HealthCheck,
    pub(crate) platform: Platform,
}

/// A process that listens. It ends when its stdin is closed.
pub(super) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    pub(super) began: Instant,
    pub(super) address: SocketAddr,
    /// Who read what it prints.
    readers: Vec<JoinHandle<()>>,
    is_over: bool,
}

impl Process {
    /// Starts a process, waits until it listens, and reads what it says of itself.
    ///
    /// # Errors
    /// It does not listen.
    pub(super) async fn start(
        start: &Start,
        client: &Client,
        output: &Output,
    ) -> Result<(Self, Document), Failed> {
        let (began, address) = (Instant::now(), free_port()?);
        let mut child = command(start, address).spawn().map_err(|error| {
            format!(
                "the app could not be started: `{}`: {error}",
                start.program.display()
            )
        })?;
        // Waiting for the process would close it.
        let stdin = child.stdin.take();
        let mut readers = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            readers.push(tokio::spawn(output.clone().read(Printed::Stdout, pipe)));
        }
        if let Some(pipe) = child.stderr.take() {
            readers.push(tokio::spawn(output.clone().read(Printed::Stderr, pipe)));
        }
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                sleep(POLL).await;
            }
        };
        let listening = tokio::select! {
            died = child.wait() => {
                read_to_end(&mut readers).await;
                return Err(format!("the app {} before it listened", how(&died)).into());
            }
            listening = timeout(start.startup, listens) => listening,
        };
        listening.map_err(|_| {
            format!(
                "the app does not listen after {} s",
                start.startup.as_secs()
            )
        })?;
        let document = document(client, address).await?;
        let process = Self {
            child,
            stdin,
            began,
            address,
            readers,
            is_over: false,
        };
        Ok((process, document))
    }

    /// Its id; `None` where it has ended.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until it has ended by itself.
    pub(super) async fn ended(&mut self) -> io::Result<ExitStatus> {
        let ended = self.child.wait().await;
        read_to_end(&mut self.readers).await;
        self.is_over = true;
        ended
    }

    /// Closes its stdin, which ends it as SIGTERM does, and waits. What outlives its time is killed.
    pub(super) async fn stop(&mut self, grace: Duration) {
        self.stdin = None;
        if self.is_over {
            return;
        }
        match timeout(grace, self.ended()).await {
            Ok(Ok(status)) if status.success() => {}
            Ok(ended) => tracing::warn!("the app {}", how(&ended)),
            Err(_) => {
                tracing::warn!("the app outlives its {} s and is killed", grace.as_secs());
                let _ = self.child.kill().await;
                let _ = self.ended().await;
            }
        }
    }
}

fn command(start: &Start, address: SocketAddr) -> Command {
    let mut command = Command::new(&start.program);
    command
        .args([
            "serve",
            "--host",
            "127.0.0.1",
            "--metrics-port",
            "0",
            "--until-stdin-ends",
            "--port",
        ])
        .arg(address.port().to_string())
        .stdin(Stdio::piped())
        // What the marketplace prints is for programs too; what the app prints is for people, and for who asks the queue.
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if std::env::var_os(LOG).is_none_or(|levels| levels.is_empty()) {
        command.env(LOG, QUIET);
    }
    start.platform.tell(&mut command);
    // Ctrl-C on the terminal is for the marketplace, which lets requests finish before it ends the app.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// A port that nobody listens on. Another program may take it before the app does: then the app dies, and the next try
/// takes another one.
fn free_port() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

async fn document(client: &Client, address: SocketAddr) -> Result<Document, Failed> {
    let mut request = Request::new(Full::<Bytes>::default());
    *request.uri_mut() = "/openapi.json".parse()?;
    let answer = client.send(address, request).await;
    let answer = answer.map_err(|_| "the app does not answer GET /openapi.json")?;
    let bytes = answer.into_body().collect().await?.to_bytes();
    Ok(Document::read(&serde_json::from_slice(&bytes)?))
}

/// Waits for the last lines of a process that has ended.
async fn read_to_end(readers: &mut Vec<JoinHandle<()>>) {
    let all = async {
        while let Some(reader) = readers.last_mut() {
            let _ = reader.await;
            readers.pop();
        }
    };
    // A process that it has started, and that lives on, may hold the other end.
    let _ = timeout(LAST_LINES, all).await;
}

/// How a process has ended, for people.
pub(super) fn how(ended: &io::Result<ExitStatus>) -> String {
    match ended {
        Ok(status) => format!("ended with {status}"),
        Err(error) => format!("is lost: {error}"),
    }
}
