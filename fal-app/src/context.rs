//! What a method may know of its request.

use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Notify;

use crate::error::{Error, Result};
use crate::net::{Platform, Url};

/// Headers that say how the answer is sent: the server's own.
const OWN: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::TRANSFER_ENCODING,
    header::TRAILER,
    header::UPGRADE,
];

/// The request that a method works for. Cheap to clone; [`Default`] is a request without headers, for tests.
#[derive(Clone, Default)]
pub struct RequestContext {
    request: Arc<Request>,
}

#[derive(Default)]
struct Request {
    headers: HeaderMap,
    platform: Option<Arc<Platform>>,
    cancelled: AtomicBool,
    cancel: Notify,
    /// What the method adds to the answer; most add nothing.
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

    /// The platform's id of the request (`x-fal-request-id`); the platform's own SDK does not trust callers with it,
    /// so it is no secret and no proof.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header("x-fal-request-id")
    }

    /// The endpoint as the platform names it (`x-fal-endpoint`): `owner/app/path`.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.header("x-fal-endpoint")
    }

    /// Who calls (`x-fal-caller-user-id`): for callers other than the owner a hash.
    #[must_use]
    pub fn caller(&self) -> Option<&str> {
        self.header("x-fal-caller-user-id")
    }

    /// All headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// Whether nobody waits for the answer any more. A blocking method asks now and then, and returns early.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.request.cancelled.load(Ordering::Acquire)
    }

    /// Ends a method whose answer nobody waits for: `context.check_cancelled()?`.
    ///
    /// # Errors
    /// A 499 when the request is cancelled.
    pub fn check_cancelled(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::status(499, "the request was cancelled"));
        }
        Ok(())
    }

    /// Waits until nobody waits for the answer any more: forever, if the request is answered.
    pub async fn cancelled(&self) {
        let mut told = pin!(self.request.cancel.notified());
        // Registered before the flag is read, so that no cancel falls in between.
        told.as_mut().enable();
        if !self.is_cancelled() {
            told.await;
        }
    }

    /// Sets a header of the answer, in place of one of the same name. It leaves with the method's value or `Err`.
    ///
    /// # Errors
    /// A name or value that HTTP does not allow, a name that says how the answer is sent (`content-type`,
    /// `content-length` and the like), and `x-fal-*`, which is the platform's: units are said with `#[billable]`, the rest
    /// on [`Error`].
    pub fn set_header(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (allowed(name)?, HeaderValue::try_from(value)?);
        let added = self.request.added.get_or_init(Mutex::default);
        lock(added).insert(name, value);
        Ok(())
    }

    /// What the platform tells the app; `None` where there is no platform.
    pub(crate) fn platform(&self) -> Option<&Arc<Platform>> {
        self.request.platform.as_ref()
    }

    /// The origin of the platform's own files, which is trusted wherever it is.
    pub(crate) fn own_files(&self) -> Option<&Url> {
        self.platform()?.files.as_ref()
    }

    pub(crate) fn cancel(&self) {
        self.request.cancelled.store(true, Ordering::Release);
        self.request.cancel.notify_waiters();
    }

    /// What the method added to the answer.
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

/// Nothing panics while it is held.
fn lock(added: &Mutex<HeaderMap>) -> MutexGuard<'_, HeaderMap> {
    added.lock().unwrap_or_else(PoisonError::into_inner)
}

fn allowed(name: &str) -> Result<HeaderName> {
    let allowed = HeaderName::try_from(name)?;
    if allowed.as_str().starts_with("x-fal-") {
        return Err(format!(
            "the header `{name}` is the platform's\nhelp: say units with `#[billable]`, retries on the `Error`"
        )
        .into());
    }
    if OWN.contains(&allowed) {
        return Err(format!("the header `{name}` is the server's own").into());
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
