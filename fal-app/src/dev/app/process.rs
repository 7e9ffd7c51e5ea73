//! The app's process: this same program with `serve`, on a free port of loopback. It is started again when it dies, and
//! ends with the marketplace, even where that is killed.

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
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::client::Client;
use super::document::Document;
use super::environment::Platform;
use super::output::{Output, Printed};
use super::{App, State, Up};

/// How often it is tried whether the app listens by now.
const POLL: Duration = Duration::from_millis(10);

/// How long the first restart waits. Each waits twice as long as the one before, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(100);

const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// An app that lived so long did not die of its start.
const LIVED: Duration = Duration::from_secs(30);

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
    pub(crate) platform: Platform,
}

/// The process, with what looks after it.
pub(crate) struct Process {
    end: oneshot::Sender<()>,
    keeper: JoinHandle<()>,
}

/// A process of the app. It ends when its stdin is closed.
struct Runner {
    child: Child,
    stdin: Option<ChildStdin>,
    /// Who read what it prints.
    readers: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts the app, and waits until it listens.
    ///
    /// # Errors
    /// It does not.
    pub(crate) async fn start(start: Start) -> Result<(Self, App), Failed> {
        let client = Client::new();
        let (state, seen) = watch::channel(State::Down);
        let (end, ended) = oneshot::channel();
        let output = Output::default();
        let (mut runner, up) = launch(&start, &client, &output).await?;
        state.send_replace(State::Up(up));
        let app = App {
            client: client.clone(),
            state: seen,
            output: output.clone(),
        };
        let keeper = tokio::spawn(async move {
            tokio::select! {
                () = keep(&start, &client, &output, &mut runner, &state) => {}
                _ = ended => {}
            }
            state.send_replace(State::Ended);
            stop(runner, start.grace).await;
        });
        Ok((Self { end, keeper }, app))
    }

    /// Ends the app as SIGTERM does, and waits for its teardown.
    pub(crate) async fn stop(self) {
        let _ = self.end.send(());
        let _ = self.keeper.await;
    }
}

/// Starts the app again whenever it dies.
async fn keep(
    start: &Start,
    client: &Client,
    output: &Output,
    runner: &mut Runner,
    state: &watch::Sender<State>,
) {
    let mut pause = PAUSE;
    loop {
        let began = Instant::now();
        let died = runner.child.wait().await;
        state.send_replace(State::Down);
        tracing::warn!("the app {}; it is started again", how(died));
        if began.elapsed() > LIVED {
            pause = PAUSE;
        }
        loop {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            match launch(start, client, output).await {
                Ok((started, up)) => {
                    *runner = started;
                    state.send_replace(State::Up(up));
                    break;
                }
                Err(failed) => tracing::warn!("{failed}; it is started again"),
            }
        }
    }
}

/// Starts the process, and waits until it listens.
async fn launch(start: &Start, client: &Client, output: &Output) -> Result<(Runner, Up), Failed> {
    let address = free_port()?;
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
    let mut child = command.spawn().map_err(|error| {
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
            read_to_end(readers).await;
            return Err(format!("the app {} before it listened", how(died)).into());
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
    let document = document.into();
    let runner = Runner {
        child,
        stdin,
        readers,
    };
    Ok((runner, Up { address, document }))
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

/// Closes its stdin, which ends it as SIGTERM does, and waits. What outlives its time is killed.
async fn stop(runner: Runner, grace: Duration) {
    let Runner {
        mut child,
        stdin,
        readers,
    } = runner;
    drop(stdin);
    match timeout(grace, child.wait()).await {
        Ok(Ok(status)) if status.success() => {}
        Ok(died) => tracing::warn!("the app {}", how(died)),
        Err(_) => {
            tracing::warn!("the app outlives its {} s and is killed", grace.as_secs());
            let _ = child.kill().await;
        }
    }
    read_to_end(readers).await;
}

/// Waits for the last lines of a process that has ended.
async fn read_to_end(readers: Vec<JoinHandle<()>>) {
    let all = async {
        for reader in readers {
            let _ = reader.await;
        }
    };
    // A process that it has started, and that lives on, may hold the other end.
    let _ = timeout(LAST_LINES, all).await;
}

fn how(died: io::Result<ExitStatus>) -> String {
    match died {
        Ok(status) => format!("ended with {status}"),
        Err(error) => format!("is lost: {error}"),
    }
}
