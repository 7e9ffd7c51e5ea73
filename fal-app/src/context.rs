//! [`RequestContext`]: what a method can know of its request. The headers are those of `docs/platform.md` §2.4.

use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Notify;

use crate::error::{Error, Result};
use crate::net::{Platform, Url};

/// The header with the platform's id of a request.
pub(crate) const REQUEST_ID: &str = "x-fal-request-id";

/// The header that names the caller.
const CALLER: &str = "x-fal-caller-user-id";

/// Headers that say how the answer is sent. Only the server sets them.
const OWN: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::TRANSFER_ENCODING,
    header::TRAILER,
    header::UPGRADE,
];

/// The request is neither cancelled nor settled.
const OPEN: u8 = 0;

/// Nobody waits for the answer any more. It costs nothing.
const CANCELLED: u8 = 1;

/// What the request costs does not change any more (`docs/billing.md` §2.2).
const SETTLED: u8 = 2;

/// The request that a method works for.
///
/// The platform sends its headers with each request (`docs/platform.md` §2.4); without the platform they are missing. A
/// clone is cheap. [`Default`] is a request without headers, for tests.
#[derive(Clone, Default)]
pub struct RequestContext {
    request: Arc<Request>,
}

#[derive(Default)]
struct Request {
    headers: HeaderMap,
    platform: Option<Arc<Platform>>,
    /// One of [`OPEN`], [`CANCELLED`] and [`SETTLED`].
    fate: AtomicU8,
    cancel: Notify,
    /// The headers that the method sets. Most methods set none.
    added: OnceLock<Mutex<HeaderMap>>,
}

impl RequestContext {
    pub(crate) fn new(headers: HeaderMap, platform: Option<Arc<Platform>>) -> Self {
        Self {
            request: Arc::new(Request {
                headers,
                platform,
                ..Request::default()
            }),
        }
    }

    /// The platform's id of the request (`x-fal-request-id`). A caller can send any text here, so it proves nothing.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID)
    }

    /// The endpoint as the platform names it (`x-fal-endpoint`): `owner/app/path`.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.header("x-fal-endpoint")
    }

    /// Who calls (`x-fal-caller-user-id`). A caller who is not the owner is named by a hash.
    #[must_use]
    pub fn caller(&self) -> Option<&str> {
        self.header(CALLER)
    }

    /// All headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// Whether nobody waits for the answer any more: the caller has left, or the request was cancelled. A blocking method
    /// can ask now and then, and return early.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.request.fate.load(Ordering::SeqCst) == CANCELLED
    }

    /// Ends the method when nobody waits for the answer any more: `context.check_cancelled()?`.
    ///
    /// # Errors
    /// A 499, when the request is cancelled.
    pub fn check_cancelled(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::status(499, "the request was cancelled"));
        }
        Ok(())
    }

    /// Waits until nobody waits for the answer any more. For a request that is answered that is forever.
    ///
    /// An async method that waits for this runs on to its next `.await`, where it is dropped.
    pub async fn cancelled(&self) {
        let mut told = pin!(self.request.cancel.notified());
        // Registered before the flag is read: a cancel in between is not missed.
        told.as_mut().enable();
        if !self.is_cancelled() {
            told.await;
        }
    }

    /// Sets a header of the answer, and replaces one of the same name. It is sent with the method's value or `Err`,
    /// and with the answer to its panic; not with that to a cancelled request.
    ///
    /// # Errors
    /// HTTP does not allow the name or the value; the name says how the answer is sent (`content-type`, `content-length` and
    /// the like); or it starts with `x-fal-`, which is the platform's. `#[billable]` says units, and [`Error`] the rest.
    pub fn set_header(&self, name: &str, value: &str) -> Result<()> {
        let value = HeaderValue::try_from(value).map_err(Error::internal)?;
        let name = allowed(name)?;
        let added = self.request.added.get_or_init(Mutex::default);
        lock(added).insert(name, value);
        Ok(())
    }

    /// What the platform tells the app; `None` where the app does not run on the platform.
    pub(crate) fn platform(&self) -> Option<&Arc<Platform>> {
        self.request.platform.as_ref()
    }

    /// The origin of the platform's own files. It is trusted at any address.
    pub(crate) fn own_files(&self) -> Option<&Url> {
        self.platform()?.files.as_ref()
    }

    /// Cancels the request, and tells its method. Whether it is cancelled now: one that is settled is not.
    pub(crate) fn cancel(&self) -> bool {
        let is_cancelled = self.end(CANCELLED);
        self.request.cancel.notify_waiters();
        is_cancelled
    }

    /// Settles the request. Whether it is settled now: one that is cancelled is not.
    pub(crate) fn settle(&self) -> bool {
        self.end(SETTLED)
    }

    /// Only the first end of a request counts. Whether it is this one.
    fn end(&self, fate: u8) -> bool {
        let end =
            self.request
                .fate
                .compare_exchange(OPEN, fate, Ordering::SeqCst, Ordering::SeqCst);
        end.is_ok() || end == Err(fate)
    }

    /// Whether both are of one request.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.request, &other.request)
    }

    /// Whether both name a caller, and not the same one.
    ///
    /// The platform names the caller of every request that it passes on; what it asks by itself may name none.
    pub(crate) fn is_of_another_caller(&self, other: &Self) -> bool {
        let (one, other) = (self.headers().get(CALLER), other.headers().get(CALLER));
        matches!((one, other), (Some(one), Some(other)) if one != other)
    }

    /// The headers that the method has set.
    pub(crate) fn take_added(&self) -> HeaderMap {
        let Some(added) = self.request.added.get() else {
            return HeaderMap::new();
        };
        std::mem::take(&mut *lock(added))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.request.headers.get(name)?.to_str().ok()
    }
}

/// No code panics while it holds the lock.
fn lock(added: &Mutex<HeaderMap>) -> MutexGuard<'_, HeaderMap> {
    added.lock().unwrap_or_else(PoisonError::into_inner)
}

fn allowed(name: &str) -> Result<HeaderName> {
    let allowed = HeaderName::try_from(name).map_err(Error::internal)?;
    if allowed.as_str().starts_with("x-fal-") {
        return Err(Error::internal(format!(
            "the header `{name}` is the platform's\nhelp: say units with `#[billable]`, retries on the `Error`"
        )));
    }
    if OWN.contains(&allowed) {
        return Err(Error::internal(format!(
            "the header `{name}` is the server's own"
        )));
    }
    Ok(allowed)
}

impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("request_id", &self.request_id())
            .field("endpoint", &self.endpoint())
            .field("caller", &self.caller())
            .field("cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}
