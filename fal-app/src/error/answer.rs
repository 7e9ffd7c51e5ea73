//! What the caller, the platform and the log learn of a failure.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::failure::{Error, Kind};
use super::gpu::GpuFailure;
use super::location::loc;
use crate::units::BillableUnits;

/// Whether the platform tries again (`docs/platform.md` §2.4).
const NEEDS_RETRY: HeaderName = HeaderName::from_static("x-fal-needs-retry");
/// Whether the caller may try again (`docs/platform.md` §4.3).
const RETRYABLE: HeaderName = HeaderName::from_static("x-fal-retryable");
/// Whether the platform ends the runner (`docs/platform.md` §2.4).
const STOP_RUNNER: HeaderName = HeaderName::from_static("x-fal-stop-runner");

/// The answer to a failure, and what the log shows of it.
#[derive(Debug)]
pub(crate) struct ErrorAnswer {
    /// From 400 to 599.
    pub(crate) status: StatusCode,
    /// `{"detail": …}` as JSON.
    pub(crate) body: String,
    /// What the platform is asked to do; see the names above.
    pub(crate) headers: HeaderMap,
    /// What `.billed(…)` said. `Billing::settle_failure` decides whether it holds.
    pub(crate) billed: Option<BillableUnits>,
    /// What only the log shows; `None` where the caller learns all.
    pub(crate) cause: Option<String>,
}

impl Error {
    /// The answer to this failure.
    pub(crate) fn answer(&self) -> ErrorAnswer {
        ErrorAnswer {
            status: self.status_code(),
            body: json!({ "detail": self.detail() }).to_string(),
            headers: self.headers(),
            billed: self.billed_units(),
            cause: self.cause(),
        }
    }

    fn status_code(&self) -> StatusCode {
        match &self.0.kind {
            _ if self.gpu_failure().is_some() => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Status { status, .. } => *status,
            Kind::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Model(model) => model.status(),
            Kind::Cause(_) | Kind::Internal(_) | Kind::Gpu(_) | Kind::InvalidStatus { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn gpu_failure(&self) -> Option<GpuFailure> {
        match &self.0.kind {
            Kind::Cause(_) => GpuFailure::of(&self.to_string()),
            Kind::Gpu(_) => GpuFailure::of(&self.to_string()).or(Some(GpuFailure::Other)),
            _ => None,
        }
    }

    fn detail(&self) -> Value {
        match &self.0.kind {
            Kind::Cause(_) | Kind::Internal(_) | Kind::Gpu(_) | Kind::InvalidStatus { .. } => self
                .gpu_failure()
                .map_or("Internal Server Error", GpuFailure::detail)
                .into(),
            Kind::Status { detail, .. } => detail.as_ref().into(),
            Kind::Field { loc: at, message } => {
                json!([{ "loc": loc(at), "msg": message, "type": "value_error" }])
            }
            Kind::Model(model) => model.detail(),
        }
    }

    fn headers(&self) -> HeaderMap {
        const BITS: [HeaderValue; 2] =
            [HeaderValue::from_static("0"), HeaderValue::from_static("1")];
        const WORDS: [HeaderValue; 2] = [
            HeaderValue::from_static("false"),
            HeaderValue::from_static("true"),
        ];
        let pick = |[no, yes]: [HeaderValue; 2], flag: bool| if flag { yes } else { no };
        let documented = match &self.0.kind {
            Kind::Model(model) => Some(model.retryable()),
            _ => None,
        };
        let mut headers = HeaderMap::new();
        if let Some(retry) = self.0.retry {
            headers.insert(NEEDS_RETRY, pick(BITS, retry));
        }
        if let Some(retryable) = self.0.retry.or(documented) {
            headers.insert(RETRYABLE, pick(WORDS, retryable));
        }
        if let Some(stop) = self.0.stop_runner {
            headers.insert(STOP_RUNNER, pick(BITS, stop));
        }
        headers
    }

    /// The most that `.billed(…)` lets a deferred stream cost; `None` where it is not said.
    pub(crate) fn most_billed(&self) -> Option<BillableUnits> {
        self.0.billed.as_ref()?;
        Some(self.billed_units().unwrap_or_default())
    }

    fn billed_units(&self) -> Option<BillableUnits> {
        match self.0.billed.as_ref()? {
            Ok(units) => Some(*units),
            Err(error) => {
                tracing::warn!("`.billed(…)` on an error is charged as 0: {error}");
                None
            }
        }
    }

    fn cause(&self) -> Option<String> {
        match &self.0.kind {
            Kind::Cause(_) | Kind::Internal(_) | Kind::Gpu(_) | Kind::InvalidStatus { .. } => {
                Some(self.to_string())
            }
            Kind::Status { .. } | Kind::Field { .. } | Kind::Model(_) => None,
        }
    }
}

/// The status, and what [`Display`](fmt::Display) says: for a test that prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {self}", self.status_code().as_u16())
    }
}
