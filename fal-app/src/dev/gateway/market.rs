//! What all requests share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use tokio::sync::{Notify, Semaphore, mpsc, watch};

use super::log::Log;
use super::refusal::{Content, Sent};
use super::retries::Retries;
use super::running::Running;
use super::seal::Seal;
use crate::declare::Auth;
use crate::dev::app::{App, Failed};
use crate::dev::files::Files;
use crate::dev::ledger::Ledger;
use crate::dev::ledger::keys::User;
use crate::task::{BoxFuture, Room};

/// The local marketplace, with one app.
pub(crate) struct Market {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) files: Files,
    pub(super) seal: Seal,
    pub(crate) app: App,
    pub(crate) listing: Listing,
    pub(crate) limits: Limits,
    /// The places of `max_multiplexing`: who comes first is served first. Waiting for one costs nothing.
    pub(super) places: Arc<Semaphore>,
    /// Requests that are in the gateway.
    pub(super) requests: Arc<Semaphore>,
    /// Who follows the status of a request. They take no place of those who ask for something.
    pub(super) followers: Arc<Semaphore>,
    /// The requests of the queue that are at work.
    pub(super) queue: Arc<Running>,
    /// Memory for bodies.
    pub(super) room: Room,
    pub(super) log: Log,
    /// Told whenever an answer leaves its billing to a report.
    pub(super) deferrals: Notify,
    pub(crate) at_work: AtWork,
    /// What people see of it.
    pub(super) site: Arc<dyn Site>,
}

/// What is served beside the platform's API.
pub(crate) trait Site: Send + Sync {
    /// Whether a path is its own.
    fn owns(&self, path: &str) -> bool;

    /// Answers a request for one of its paths.
    fn answer(
        self: Arc<Self>,
        market: Arc<Market>,
        request: Request<Sent>,
    ) -> BoxFuture<Response<Content>>;
}

/// What the app declares of how it is offered.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) owner: User,
    /// The app's name, without its owner.
    pub(crate) app: String,
    pub(crate) auth: Auth,
    /// The first machine that it may run on, whose seconds are billed.
    pub(crate) machine: String,
    /// How many of them: `num_gpus`, or 1.
    pub(crate) machines: u32,
    /// How often the queue tries again.
    pub(crate) retries: Retries,
    /// Whether callers do not see the logs.
    pub(crate) private_logs: bool,
}

/// Bounds of what one request may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Requests at work at once: `max_multiplexing`.
    pub(crate) places: u32,
    /// Bytes of a body.
    pub(crate) body: usize,
    /// How long it may wait for its start.
    pub(crate) start: Duration,
    /// The same for one that its caller does not wait for; `None` for any time.
    pub(crate) queue: Option<Duration>,
    /// How long it may work.
    pub(crate) work: Duration,
    /// Bytes of the bodies that are kept; `None` where none are.
    pub(crate) record: Option<u64>,
}

/// The largest answer in one piece. It is whole before its caller is charged.
pub(super) const LARGEST_ANSWER: usize = 256 << 20;

/// Requests in the gateway at once. Each holds a body.
const MOST_REQUESTS: usize = 1024;

/// Streams of statuses at once.
const MOST_FOLLOWERS: usize = 1024;

/// Bytes of bodies in the gateway at once, and one body more.
const ROOM: usize = 256 << 20;

impl Market {
    /// Sees each change of the queue from now on.
    pub(crate) fn queue_changes(&self) -> watch::Receiver<u64> {
        self.queue.changes()
    }

    /// Waits until the marketplace ends.
    pub(crate) async fn closed(&self) {
        self.queue.closed().await;
    }

    /// The second part ends when no request is at work any more.
    pub(crate) fn new(
        ledger: Arc<Ledger>,
        files: Files,
        app: App,
        listing: Listing,
        limits: Limits,
        log: Log,
        site: Arc<dyn Site>,
    ) -> Result<(Arc<Self>, mpsc::Receiver<()>), Failed> {
        let (at_work, idle) = AtWork::new();
        let market = Self {
            ledger,
            files,
            seal: Seal::new().map_err(|_| "the system gives no random numbers")?,
            app,
            listing,
            limits,
            places: Arc::new(Semaphore::new(limits.places as usize)),
            requests: Arc::new(Semaphore::new(MOST_REQUESTS)),
            followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
            queue: Running::new(),
            room: Room::new(ROOM + limits.body),
            log,
            deferrals: Notify::new(),
            at_work,
            site,
        };
        Ok((Arc::new(market), idle))
    }
}

/// Tells when no request is at work any more.
pub(crate) struct AtWork(Mutex<Option<mpsc::Sender<()>>>);

impl AtWork {
    /// The second part ends after [`Self::close`], when no sign is held any more.
    fn new() -> (Self, mpsc::Receiver<()>) {
        let (sign, idle) = mpsc::channel(1);
        (Self(Mutex::new(Some(sign))), idle)
    }

    /// Is held by each request that is at work, also after its caller has left. After the end nobody waits for it.
    pub(super) fn sign(&self) -> mpsc::Sender<()> {
        let sign = self.lock().clone();
        sign.unwrap_or_else(|| mpsc::channel(1).0)
    }

    /// No more requests come.
    pub(crate) fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<mpsc::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listing {
    /// As callers name the app: `owner/painter`.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.owner.name, self.app)
    }

    /// As callers name an endpoint: `owner/painter/film`.
    pub(crate) fn endpoint_id(&self, path: &str) -> String {
        format!("{}{}", self.id(), path.trim_end_matches('/'))
    }
}
