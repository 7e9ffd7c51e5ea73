//! The reports of deferred streams (`docs/billing.md` §3): where they go, and which requests still owe one.

mod request_id;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use http::HeaderMap;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, watch};

use super::log::LOG;
use crate::declare::EndpointDeclaration;
use crate::fields::Refusal;
use crate::net::{Failure, Platform, can_report, is_on_platform, report};
use crate::units::BillableUnits;
use request_id::{refused, request_id};

/// How many reports are on their way at once. Each takes a connection, and a platform that does not answer is to leave the
/// callers some.
const AT_ONCE: usize = 16;

/// The deferred requests of one server.
pub(crate) struct Reports {
    to: ReportTo,
    /// Each deferral holds a receiver until its units are reported.
    owed: watch::Sender<()>,
    /// The streams whose units are not known yet.
    bills: Mutex<Vec<Weak<dyn OpenBill>>>,
    /// Those that may be on their way.
    turns: Semaphore,
    unreported: Mutex<Unreported>,
}

/// Who is told the units.
enum ReportTo {
    Platform(Arc<Platform>),
    /// The command that has started the app.
    Command(UnboundedSender<BillableUnits>),
    Log,
}

/// The units that are known and not reported yet, as they came.
#[derive(Default)]
struct Unreported {
    next: u64,
    units: BTreeMap<u64, Known>,
}

/// The units of one request.
#[derive(Clone)]
struct Known {
    id: Arc<str>,
    path: &'static str,
    units: BillableUnits,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, path, units } = self;
        write!(
            f,
            "the {units} units of request {id} for `{path}` are not reported, and not billed"
        )
    }
}

/// The bill of a stream that has begun.
pub(super) trait OpenBill: Send + Sync {
    /// The stream is charged nothing, whatever was delivered.
    fn cut(&self);
}

impl Reports {
    /// Reports nothing: the log says the units.
    pub(crate) fn elsewhere() -> Arc<Self> {
        Self::new(ReportTo::Log)
    }

    /// Reports to a command that has started the app.
    pub(super) fn to_command(to: UnboundedSender<BillableUnits>) -> Arc<Self> {
        Self::new(ReportTo::Command(to))
    }

    fn new(to: ReportTo) -> Arc<Self> {
        Arc::new(Self {
            to,
            owed: watch::Sender::new(()),
            bills: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
            unreported: Mutex::default(),
        })
    }

    /// As the environment says.
    ///
    /// # Errors
    /// The app runs on the platform, and could not report what a deferred endpoint costs.
    pub(crate) fn from_environment(
        endpoints: &[EndpointDeclaration],
        platform: Option<&Platform>,
    ) -> Result<Arc<Self>, String> {
        let mut endpoints = endpoints.iter();
        let deferred = endpoints.find(|endpoint| endpoint.billing.deferred);
        let (Some(endpoint), true) = (deferred, is_on_platform()) else {
            return Ok(Self::elsewhere());
        };
        let path = endpoint.path;
        if cfg!(not(feature = "https")) {
            let why = Failure::NoFeature;
            return Err(format!(
                "the units of the deferred stream `{path}` could not be reported: {why}"
            ));
        }
        if let Some(platform) = platform
            && let Err(why) = can_report(platform)
        {
            return Err(format!(
                "the units of the deferred stream `{path}` could not be reported: {why}: {:?}\n\
                 help: `FAL_REST_HOST` is the host of the platform's REST API, without scheme and path; without it, `FAL_GRPC_HOST` or `FAL_HOST` says it",
                platform.rest
            ));
        }
        match platform {
            Some(platform) => Ok(Self::new(ReportTo::Platform(Arc::new(platform.clone())))),
            None => Err(format!(
                "the units of the deferred stream `{path}` could not be reported: the environment has `FAL_APP_NAME`, and no `FAL_KEY`\n\
                 help: give the app its key: `fal secrets set FAL_KEY=…`; elsewhere than on the platform, unset `FAL_APP_NAME`"
            )),
        }
    }

    /// A request for a deferred endpoint begins.
    ///
    /// # Errors
    /// Its units could not be reported.
    pub(crate) fn defer(
        self: &Arc<Self>,
        endpoint: &'static EndpointDeclaration,
        headers: &HeaderMap,
        shares_its_id: bool,
    ) -> Result<Deferral, Refusal> {
        let id = match self.to {
            ReportTo::Command(_) | ReportTo::Log => None,
            // To another caller's account it would add what this one costs.
            ReportTo::Platform(_) if shares_its_id => {
                return Err(refused(
                    "another caller's request with this `x-fal-request-id` is at work",
                ));
            }
            ReportTo::Platform(_) => Some(request_id(headers)?.into()),
        };
        Ok(Deferral {
            endpoint,
            id,
            reports: self.clone(),
            owed: self.owed.subscribe(),
        })
    }

    /// A stream has begun: its bill is open.
    pub(super) fn open(&self, bill: Weak<dyn OpenBill>) {
        let mut bills = self.lock();
        // Those that are settled go when the list would grow.
        if bills.len() == bills.capacity() {
            bills.retain(|bill| bill.strong_count() > 0);
        }
        bills.push(bill);
    }

    /// The server is about to be killed: what still streams is charged nothing.
    pub(crate) fn cut(&self) {
        let bills = std::mem::take(&mut *self.lock());
        for bill in bills.iter().filter_map(Weak::upgrade) {
            bill.cut();
        }
    }

    /// Nobody waits for the reports any more: the log says what is lost.
    pub(crate) fn give_up(&self) {
        for known in self.lock_unreported().units.values() {
            tracing::error!(target: LOG, "{known}: the grace period is over");
        }
    }

    async fn report(&self, platform: &Platform, known: Known) {
        let number = {
            let mut unreported = self.lock_unreported();
            let number = unreported.next;
            unreported.next += 1;
            unreported.units.insert(number, known.clone());
            number
        };
        let Known { id, units, .. } = &known;
        match report(platform, id, *units, &self.turns).await {
            Ok(()) => tracing::debug!(target: LOG, "{units} units of request {id} are reported"),
            Err(failure) => tracing::error!(target: LOG, "{known}: {failure}"),
        }
        self.lock_unreported().units.remove(&number);
    }

    /// No code panics while it holds the lock.
    fn lock_unreported(&self) -> MutexGuard<'_, Unreported> {
        self.unreported
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until every deferred request has ended, and is reported.
    pub(crate) async fn finish(&self) {
        self.owed.closed().await;
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, Vec<Weak<dyn OpenBill>>> {
        self.bills.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A deferred request, until its units are reported.
pub(crate) struct Deferral {
    endpoint: &'static EndpointDeclaration,
    /// Under which its units are reported; `None` elsewhere than on the platform.
    id: Option<Arc<str>>,
    pub(super) reports: Arc<Reports>,
    /// The end of the server waits until this is dropped.
    owed: watch::Receiver<()>,
}

impl Deferral {
    /// Whether the units will be reported.
    pub(crate) fn is_reported(&self) -> bool {
        self.id.is_some()
    }

    /// Reports the units, once. Nobody waits for it but the end of the server.
    pub(super) fn report(self, units: BillableUnits) {
        let path = self.endpoint.path;
        let (platform, id) = match (&self.reports.to, self.id) {
            (ReportTo::Platform(platform), Some(id)) => (platform.clone(), id),
            (ReportTo::Command(command), _) => {
                // Where it has ended, nobody asks any more.
                let _ = command.send(units);
                return;
            }
            _ => {
                let price = self.endpoint.billing.price_of(units);
                tracing::info!(target: LOG, "the stream `{path}` costs {price}; on the platform this is reported");
                return;
            }
        };
        // Bills are dropped by tasks of the server's runtime. Where it has ended, so has the process.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let (reports, owed) = (self.reports, self.owed);
        let known = Known { id, path, units };
        runtime.spawn(async move {
            reports.report(&platform, known).await;
            drop(owed);
        });
    }
}

impl fmt::Debug for Deferral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deferral").finish_non_exhaustive()
    }
}
