//! What is told of a failure: to the caller, to the platform, to the log.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::failure::{Error, Kind};
use super::gpu::GpuFailure;
use super::location::loc;
use crate::units::BillableUnits;

/// The platform tries again, or does not (`docs/platform.md` §2.4).
const NEEDS_RETRY: HeaderName = HeaderName::from_static("x-fal-needs-retry");
/// The caller may try again, or should not (`docs/platform.md` §4.3).
const RETRYABLE: HeaderName = HeaderName::from_static("x-fal-retryable");
/// The platform ends the runner, or keeps it.
const STOP_RUNNER: HeaderName = HeaderName::from_static("x-fal-stop-runner");

/// What is told of a failure.
#[derive(Debug)]
pub(crate) struct Told {
    /// From 400 to 599.
    pub(crate) status: StatusCode,
    /// `{"detail": …}` as JSON.
    pub(crate) body: String,
    /// What the platform is asked to do.
    pub(crate) headers: HeaderMap,
    /// What `.billed(…)` said, for `Billing::settle_failure` to judge.
    pub(crate) billed: Option<BillableUnits>,
    /// What only the log is told; `None` where the author said all of it to the caller.
    pub(crate) cause: Option<String>,
}

impl Error {
    /// What is told of this failure.
    pub(crate) fn answer(&self) -> Told {
        Told {
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
            Kind::Cause(_) | Kind::Gpu(_) | Kind::NoFailure { .. } => {
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
            Kind::Cause(_) | Kind::Gpu(_) | Kind::NoFailure { .. } => self
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
            Kind::Cause(_) | Kind::Gpu(_) | Kind::NoFailure { .. } => Some(self.to_string()),
            Kind::Status { .. } | Kind::Field { .. } | Kind::Model(_) => None,
        }
    }
}

/// As a test prints it: what [`Display`](fmt::Display) says.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {self}", self.status_code().as_u16())
    }
}
