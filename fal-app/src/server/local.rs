//! An app that only this machine can ask, for the commands that ask it as callers do.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::lifecycle::{Failed, end, grace, set_up, warn_of_missing_secrets};
use super::listen::{self, Connections};
use super::metrics::Metrics;
use super::reports::Reports;
use super::route::Routes;
use crate::program::{Live, Program};

/// An app that serves on a free port of loopback. It uploads nothing: media are answered as data URIs.
///
/// When this is dropped, the app stops in the background. It ends with its process at the latest.
#[derive(Debug)]
pub(crate) struct LocalServer {
    pub(crate) address: SocketAddr,
    /// How long the setup took.
    pub(crate) setup: Duration,
    /// The server runs until this is dropped.
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl LocalServer {
    /// Sets the app up and opens its port. [`Program::check_declared`] comes before.
    ///
    /// # Errors
    /// The setup failed, or there is no free port.
    pub(crate) async fn start(program: &Program) -> Result<Self, Failed> {
        let declaration = program.declaration;
        let metrics = Metrics::new(declaration.version)?;
        warn_of_missing_secrets(&declaration);
        if let Some(lost) = program.lost_without_https(false) {
            tracing::warn!("{lost}");
        }
        let socket = listen::reserve((Ipv4Addr::LOCALHOST, 0).into())?;
        let began = Instant::now();
        let Live { calls, app } = set_up(program).await?;
        let setup = began.elapsed();
        let listener = listen::open(socket)?;
        let address = listener.local_addr()?;
        let reports = Reports::elsewhere();
        let routes = Arc::new(Routes::of_app(
            &declaration,
            calls,
            &metrics,
            None,
            reports.clone(),
        ));
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let connections = Connections::default();
            tokio::spawn(connections.serve(listener, routes));
            let _ = stopped.await;
            let work = Handle::current();
            end(
                connections,
                &reports,
                app,
                grace(&declaration),
                &work,
                pending(),
            )
            .await;
        });
        Ok(Self {
            address,
            setup,
            stop,
            ended,
        })
    }

    /// Finishes what is in flight, and tears the app down, within its grace period.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        // A panic of the teardown is in the log.
        let _ = self.ended.await;
    }
}
