//! The lifecycle of a server: setup, serving, finishing what is in flight, teardown.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::{Instant, sleep, timeout_at};

use super::listen::{self, Connections};
use super::log::LOG;
use super::metrics::Metrics;
use super::route::Routes;
use super::signals::Signals;
use crate::declare::AppDeclaration;
use crate::net::{Failure, Platform};
use crate::one_line::OneLine;
use crate::program::{Live, Program, SharedApp};
use crate::task::Caught;

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) metrics_port: u16,
}

/// Why a server did not start, for people.
pub(crate) type Failed = Box<dyn StdError + Send + Sync>;

/// The platform's default of `termination_grace_period_seconds` (`docs/platform.md` §2.9).
pub(crate) const GRACE_SECONDS: u32 = 5;

/// How often it is checked whether a request still uses the app: one may outlive its connection.
const CHECK: Duration = Duration::from_millis(10);

/// Serves until a signal ends it.
pub(crate) async fn serve(program: Program, ports: Ports) -> Result<(), Failed> {
    let declaration = program.declaration;
    let metrics = Metrics::new(declaration.version)?;
    let platform = Platform::from_environment()?;
    warn_of_missing_secrets(&declaration);
    warn_of_missing_feature(&program, platform.is_some());

    let mut signals = Signals::listen()?;
    let calls = reserve(ports.host, ports.port, "--port")?;
    let scrapes = reserve(ports.host, ports.metrics_port, "--metrics-port")?;
    let Either::Left((live, _)) = select(pin!(set_up(&program)), pin!(signals.wait())).await else {
        tracing::info!(target: LOG, "{} was stopped during its setup", declaration.name);
        return Ok(());
    };
    let Live {
        calls: endpoints,
        app,
    } = live?;
    let (calls, scrapes) = (listen::open(calls)?, listen::open(scrapes)?);
    announce(declaration.name, &calls, &scrapes)?;

    let scraped = tokio::spawn(scrape(scrapes, Routes::of_metrics(metrics.clone())));
    let routes = Routes::of_app(&declaration, endpoints, &metrics, platform);
    let connections = Connections::default();
    select(
        pin!(signals.wait()),
        pin!(listen::serve(calls, Arc::new(routes), &connections)),
    )
    .await;

    tracing::info!(target: LOG, "{} stops", declaration.name);
    end(connections, app, grace(&declaration)).await;
    scraped.abort();
    Ok(())
}

/// Warns of each missing secret by its name. A setup that needs one would only say what it could not do.
pub(super) fn warn_of_missing_secrets(declaration: &AppDeclaration) {
    for secret in declaration.secrets {
        if std::env::var_os(secret).is_none() {
            tracing::warn!(target: LOG,
                "the secret `{secret}` is declared but not set: set it in the environment, on the platform with `fal secrets set {secret}=…`"
            );
        }
    }
}

/// An app that takes or answers media needs the feature `https`, on the platform any app that uploads. It is warned at
/// start, not by the first request.
fn warn_of_missing_feature(program: &Program, on_platform: bool) {
    if let Some(lost) = program.lost_without_https(true) {
        tracing::warn!(target: LOG, "{lost}");
    } else if on_platform && cfg!(not(feature = "https")) {
        tracing::warn!(target: LOG, "the platform's key is set, and {}", Failure::NoFeature);
    }
}

fn reserve(host: IpAddr, port: u16, option: &str) -> Result<TcpSocket, Failed> {
    let address = SocketAddr::new(host, port);
    listen::reserve(address).map_err(|error| cannot_listen(address, option, &error).into())
}

fn cannot_listen(address: SocketAddr, option: &str, error: &io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        ErrorKind::PermissionDenied => "that port needs privileges".to_owned(),
        _ => error.to_string(),
    };
    format!("cannot listen on {address}: {why}\nhelp: choose another port with `{option}`")
}

pub(super) async fn set_up(program: &Program) -> Result<Live, Failed> {
    match Caught::new(program.setup()).await {
        Ok(Ok(live)) => Ok(live),
        Ok(Err(error)) => Err(format!("the setup failed: {}", OneLine(error)).into()),
        Err(panic) => Err(format!("the setup {}", OneLine(panic)).into()),
    }
}

fn announce(name: &str, calls: &TcpListener, scrapes: &TcpListener) -> io::Result<()> {
    let (calls, scrapes) = (calls.local_addr()?, scrapes.local_addr()?);
    tracing::info!(target: LOG, "{name} serves on http://{calls}, its metrics on http://{scrapes}/metrics");
    Ok(())
}

/// Serves the metrics until the process ends.
async fn scrape(listener: TcpListener, routes: Routes) {
    listen::serve(listener, Arc::new(routes), &Connections::default()).await;
}

/// The grace period. At its end the platform kills the process.
pub(super) fn grace(declaration: &AppDeclaration) -> Duration {
    let seconds = declaration.termination_grace_period_seconds;
    Duration::from_secs(seconds.unwrap_or(GRACE_SECONDS).into())
}

/// Finishes what is in flight, then tears the app down. A tenth of the grace period is kept for the teardown.
pub(super) async fn end(connections: Connections, app: Box<dyn SharedApp>, grace: Duration) {
    let killed = Instant::now() + grace;
    let drained = timeout_at(killed - grace / 10, async {
        connections.finish().await;
        while app.in_use() {
            sleep(CHECK).await;
        }
    });
    let teardown = match drained.await {
        Ok(()) => app.teardown(),
        Err(_) => None,
    };
    let Some(teardown) = teardown else {
        tracing::warn!(target: LOG,
            "requests outlive the grace period: they are cut, and the teardown is skipped"
        );
        return;
    };
    match timeout_at(killed, Caught::new(teardown)).await {
        Ok(Ok(())) => {}
        Ok(Err(panic)) => tracing::error!(target: LOG, "the teardown {}", OneLine(panic)),
        Err(_) => tracing::warn!(target: LOG, "the teardown outlives the grace period"),
    }
}
