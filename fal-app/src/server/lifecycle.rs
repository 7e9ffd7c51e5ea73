//! The lifecycle of a server: setup, serving, finishing what is in flight, teardown.

use std::error::Error as StdError;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, join, poll_immediate, select};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::connection::OpenConnections;
use super::listen;
use super::log::LOG;
use super::metrics::Metrics;
use super::reports::Reports;
use super::route::Routes;
use super::signals::Signals;
use super::stop::{Step, Stops, TEARDOWN};
use crate::declare::AppDeclaration;
use crate::net::{Failure, Platform};
use crate::one_line::OneLine;
use crate::program::{Live, Program, SharedApp};
use crate::task::{Caught, never_joined};

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) metrics_port: u16,
}

/// Why a server did not start, for people.
pub(crate) type Failed = Box<dyn StdError + Send + Sync>;

/// How often it is checked whether a request still uses the app: one may outlive its connection.
const CHECK: Duration = Duration::from_millis(10);

/// Serves until a signal ends it, or `until_stdin_ends` the end of stdin.
///
/// The app runs on `work`. The future itself is not to be polled there: no method of the app can keep it from noticing
/// the signal, and the time.
pub(crate) async fn serve(
    program: Program,
    ports: Ports,
    work: &Handle,
    until_stdin_ends: bool,
) -> Result<(), Failed> {
    // First of all: from here on a signal is an end in order.
    let mut signals = Signals::listen()?;
    if until_stdin_ends {
        signals = signals.or_end_of_stdin()?;
    }
    let declaration = program.declaration;
    let grace = declaration.grace();
    let metrics = Metrics::new(declaration.version)?;
    let platform = Platform::from_environment()?;
    let reports = Reports::from_environment(&program.endpoints, platform.as_ref())?;
    warn_of_missing_secrets(&declaration);
    warn_of_missing_feature(&program, platform.is_some());

    let calls = reserve(ports.host, ports.port, "--port")?;
    let scrapes = reserve(ports.host, ports.metrics_port, "--metrics-port")?;
    let mut setup = work.spawn(set_up(&program));
    let (live, is_stopped) = match select(&mut setup, pin!(signals.wait())).await {
        Either::Left((Ok(live), _)) => (Some(live?), false),
        Either::Left((Err(error), _)) => never_joined(error).await,
        Either::Right(_) => (cut_short(setup, grace / 10).await, true),
    };
    let Some(Live {
        calls: endpoints,
        app,
    }) = live
    else {
        tracing::info!(target: LOG, "{} was stopped during its setup", declaration.name);
        return Ok(());
    };
    let (stops, stops_scrapes) = (Stops::new(grace), Stops::new(grace));
    if is_stopped || poll_immediate(signals.wait()).await.is_some() {
        drop(endpoints);
    } else {
        let routes = Routes::of_app(&declaration, endpoints, &metrics, platform, reports.clone());
        let (calls, scrapes) = {
            let _in_work = work.enter();
            (listen::open(calls)?, listen::open(scrapes)?)
        };
        announce(declaration.name, &calls, &scrapes)?;
        let metrics = Arc::new(Routes::of_metrics(metrics));
        let (connections, routes) = (OpenConnections::default(), Arc::new(routes));
        let scraped = listen::serve(scrapes, metrics, connections.clone(), stops_scrapes.told());
        work.spawn(scraped);
        work.spawn(listen::serve(calls, routes, connections, stops.told()));
        signals.wait().await;
    }

    tracing::info!(target: LOG, "{} stops", declaration.name);
    end(stops, &reports, app, grace, work, signals.interrupt()).await;
    Ok(())
}

/// Stops a setup. An async one is dropped at its next `.await`, one that blocks goes on until the process ends: nobody
/// waits for it. What it has made meanwhile is to be torn down.
pub(super) async fn cut_short(
    setup: JoinHandle<Result<Live, Failed>>,
    moment: Duration,
) -> Option<Live> {
    setup.abort();
    timeout(moment, setup).await.ok()?.ok()?.ok()
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

/// Why a port that `option` names cannot be opened.
pub(crate) fn cannot_listen(address: SocketAddr, option: &str, error: &io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        ErrorKind::PermissionDenied => "that port needs privileges".to_owned(),
        _ => error.to_string(),
    };
    format!("cannot listen on {address}: {why}\nhelp: choose another port with `{option}`")
}

pub(super) fn set_up(
    program: &Program,
) -> impl Future<Output = Result<Live, Failed>> + Send + use<> {
    let setup = Caught::new(program.setup());
    async move {
        match setup.await {
            Ok(Ok(live)) => Ok(live),
            Ok(Err(error)) => Err(format!("the setup failed: {}", OneLine(error)).into()),
            Err(panic) => Err(format!("the setup {}", OneLine(panic)).into()),
        }
    }
}

fn announce(name: &str, calls: &TcpListener, scrapes: &TcpListener) -> io::Result<()> {
    let (calls, scrapes) = (calls.local_addr()?, scrapes.local_addr()?);
    tracing::info!(target: LOG, "{name} serves on http://{calls}, its metrics on http://{scrapes}/metrics");
    Ok(())
}

/// Finishes what is in flight, then tears the app down on `work`, and waits for the reports of deferred streams. A tenth of
/// the grace period is kept for that, of which a fifth is for the end of the process. Who is in a hurry waits for nothing.
pub(super) async fn end(
    stops: Stops,
    reports: &Reports,
    app: Box<dyn SharedApp>,
    grace: Duration,
    work: &Handle,
    hurry: impl Future<Output = ()>,
) {
    let began = Instant::now();
    let mut hurry = pin!(hurry);
    let is_late = {
        let late = began + grace * TEARDOWN / 10;
        let drained = pin!(timeout_at(late, drain(stops, began, &*app, reports)));
        match select(drained, &mut hurry).await {
            Either::Left((drained, _)) => drained.is_err(),
            Either::Right(_) => {
                skip_teardown("Ctrl-C, and requests are in flight: they are cut");
                return;
            }
        }
    };
    let last = began + grace * 49 / 50;
    let rest = join(
        tear_down(app, is_late, last, work),
        finish_reports(reports, last),
    );
    if let Either::Right(_) = select(pin!(rest), hurry).await {
        tracing::warn!(target: LOG, "Ctrl-C: the teardown is cut");
    }
}

fn skip_teardown(why: &str) {
    tracing::warn!(target: LOG, "{why}: the teardown is skipped");
}

async fn tear_down(app: Box<dyn SharedApp>, is_late: bool, last: Instant, work: &Handle) {
    if is_late {
        skip_teardown("a method outlives the grace period");
        return;
    }
    let Some(teardown) = app.teardown() else {
        skip_teardown("requests still use the app");
        return;
    };
    match timeout_at(last, work.spawn(Caught::new(teardown))).await {
        Ok(Ok(Err(panic))) => tracing::error!(target: LOG, "the teardown {}", OneLine(panic)),
        // Nobody aborts it.
        Ok(_) => {}
        Err(_) => tracing::warn!(target: LOG, "the teardown outlives the grace period"),
    }
}

async fn finish_reports(reports: &Reports, last: Instant) {
    if timeout_at(last, reports.finish()).await.is_err() {
        tracing::warn!(target: LOG, "reports outlive the grace period: what they say is not billed");
        reports.give_up();
    }
}

/// Waits until nobody uses the app any more: a blocking method may outlive its connection.
async fn drain(stops: Stops, began: Instant, app: &dyn SharedApp, reports: &Reports) {
    let finished = stops.finish(began, |step| {
        if step == Step::Cuts {
            tracing::warn!(target: LOG, "requests outlive the grace period: they are cut");
            // Before their connections end: what was delivered of them is not charged.
            reports.cut();
        }
    });
    finished.await;
    while app.in_use() {
        sleep(CHECK).await;
    }
}
