//! An app that only this machine can ask, for the commands that ask it as callers do.

use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{Either, pending, select};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::timeout;

use super::connection::OpenConnections;
use super::lifecycle::{Failed, cut_short, end, set_up, warn_of_missing_secrets};
use super::listen;
use super::metrics::Metrics;
use super::reports::Reports;
use super::route::Routes;
use super::signals::Signals;
use super::stop::Stops;
use crate::program::{Live, Program, SharedApp};
use crate::task::never_joined;
use crate::units::BillableUnits;

/// How long a report is waited for after the end of its stream: it is made where the stream ends.
const REPORT: Duration = Duration::from_secs(5);

/// An app that serves on a free port of loopback. It uploads nothing: media are answered as data URIs.
pub(crate) struct LocalServer {
    pub(crate) address: SocketAddr,
    /// How long the setup took.
    pub(crate) setup: Duration,
    stops: Stops,
    reports: Arc<Reports>,
    reported: Mutex<UnboundedReceiver<BillableUnits>>,
    app: Box<dyn SharedApp>,
    grace: Duration,
    work: Handle,
}

impl LocalServer {
    /// Sets the app up and opens its port. The app runs on `work`; as that of [`super::serve`], the future is not to be
    /// polled there. `None` where a signal ended it before. [`Program::check_declared`] comes first.
    ///
    /// # Errors
    /// The setup failed, or there is no free port.
    pub(crate) async fn start(
        program: &Program,
        work: &Handle,
        signals: &mut Signals,
    ) -> Result<Option<Self>, Failed> {
        let declaration = program.declaration;
        let grace = declaration.grace();
        let metrics = Metrics::new(declaration.version)?;
        warn_of_missing_secrets(&declaration);
        if let Some(lost) = program.lost_without_https(false) {
            tracing::warn!("{lost}");
        }
        let socket = listen::reserve((Ipv4Addr::LOCALHOST, 0).into())?;
        let began = Instant::now();
        let (told, reported) = mpsc::unbounded_channel();
        let reports = Reports::to_command(told);
        let mut setup = work.spawn(set_up(program));
        let Live { calls, app } = match select(&mut setup, pin!(signals.wait())).await {
            Either::Left((Ok(live), _)) => live?,
            Either::Left((Err(error), _)) => never_joined(error).await,
            Either::Right(_) => {
                if let Some(Live { calls, app }) = cut_short(setup, grace / 10).await {
                    drop(calls);
                    end(Stops::new(grace), &reports, app, grace, work, pending()).await;
                }
                return Ok(None);
            }
        };
        let setup = began.elapsed();
        let listener = {
            let _in_work = work.enter();
            listen::open(socket)?
        };
        let address = listener.local_addr()?;
        let routes = Routes::of_app(&declaration, calls, &metrics, None, reports.clone());
        let stops = Stops::new(grace);
        let (routes, connections) = (Arc::new(routes), OpenConnections::default());
        work.spawn(listen::serve(listener, routes, connections, stops.told()));
        Ok(Some(Self {
            address,
            setup,
            stops,
            reports,
            reported: Mutex::new(reported),
            app,
            grace,
            work: work.clone(),
        }))
    }

    /// Forgets the reports of streams that have ended.
    pub(crate) async fn forget_reports(&self) {
        let mut reported = self.reported.lock().await;
        while reported.try_recv().is_ok() {}
    }

    /// Waits for what the deferred stream costs that has just ended. `None` where nothing is reported.
    pub(crate) async fn next_report(&self) -> Option<BillableUnits> {
        let mut reported = self.reported.lock().await;
        timeout(REPORT, reported.recv()).await.ok()?
    }

    /// Finishes what is in flight, and tears the app down, within its grace period. Who is in a hurry waits for nothing.
    pub(crate) async fn stop(self, hurry: impl Future<Output = ()>) {
        end(
            self.stops,
            &self.reports,
            self.app,
            self.grace,
            &self.work,
            hurry,
        )
        .await;
    }
}
