//! A request that is not answered yet.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use super::in_progress::{InProgress, Registered};
use super::log::{self, LOG};
use super::reports::Deferral;
use super::route::{Behind, Route};
use crate::call::OutcomeKind;
use crate::context::RequestContext;
use crate::net::Platform;
use crate::one_line::beginning;
use crate::units::BillableUnits;

/// What an answer needs to know of its request.
///
/// When this is dropped before the request has ended, the caller has left: the method is told, and the request counts as
/// a 499 that costs nothing.
pub(crate) struct PendingRequest {
    method: Method,
    context: RequestContext,
    began: Instant,
    route: Option<Arc<Route>>,
    /// `None` for what nobody can cancel.
    registered: Option<Registered>,
    /// Of a request for a deferred stream.
    deferral: Option<Deferral>,
    has_ended: bool,
}

impl PendingRequest {
    pub(crate) fn new(
        request: Parts,
        route: Option<Arc<Route>>,
        platform: Option<Arc<Platform>>,
    ) -> Self {
        if let Some(metrics) = route.as_ref().and_then(|route| route.metrics.as_ref()) {
            metrics.count_start();
        }
        Self {
            method: request.method,
            context: RequestContext::new(request.headers, platform),
            began: Instant::now(),
            route,
            registered: None,
            deferral: None,
            has_ended: false,
        }
    }

    /// Lets its caller cancel it, if it has an id.
    pub(crate) fn register(mut self, path: &'static str, all: &InProgress) -> Self {
        self.registered = all.add(path, &self.context);
        self
    }

    /// Whether its caller can cancel it.
    pub(crate) fn is_registered(&self) -> bool {
        self.registered.is_some()
    }

    /// Whether a request of another caller came before with the same id, and is in progress.
    pub(crate) fn shares_its_id(&self) -> bool {
        let registered = self.registered.as_ref();
        registered.is_some_and(Registered::is_of_another_caller)
    }

    /// How its units are charged, where that is deferred.
    pub(crate) fn set_deferral(&mut self, deferral: Option<Deferral>) {
        self.deferral = deferral;
    }

    /// Gives what [`Self::set_deferral`] set.
    pub(crate) fn take_deferral(&mut self) -> Option<Deferral> {
        self.deferral.take()
    }

    /// Counts its answer among those that are not taken.
    pub(crate) fn count(&self, answer: Bytes) -> Bytes {
        match self.route.as_ref().map(|route| &route.behind) {
            Some(Behind::Endpoint {
                permits: Some(permits),
                ..
            }) => permits.undelivered().count(answer),
            _ => answer,
        }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.context.headers()
    }

    pub(crate) fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The declared path; `None` where no route was found.
    fn path(&self) -> Option<&str> {
        self.route.as_ref().map(|route| &*route.path)
    }

    /// Says in the log why the request failed.
    pub(crate) fn log_failure(&self, status: StatusCode, cause: &dyn Display) {
        log::failure(self.path(), self.context.request_id(), status, cause);
    }

    /// The request has ended: what it costs does not change any more.
    pub(crate) fn end(
        mut self,
        outcome: OutcomeKind,
        status: StatusCode,
        units: Option<BillableUnits>,
    ) {
        self.count_end(outcome, status, units);
    }

    fn count_end(
        &mut self,
        outcome: OutcomeKind,
        status: StatusCode,
        units: Option<BillableUnits>,
    ) {
        self.has_ended = true;
        if let Some(metrics) = self.route.as_ref().and_then(|route| route.metrics.as_ref()) {
            metrics.count_end(&self.method, status, self.began.elapsed(), units);
        }
        tracing::debug!(target: LOG,
            ?outcome,
            status = status.as_u16(),
            units = units.map(|units| units.to_string()),
            path = self.path(),
            request_id = self.context.request_id().map(beginning),
            "request ended"
        );
    }
}

/// The platform's status for a caller who left or cancelled (`docs/platform.md` §2.8): a 499, which `http` has no name for.
pub(super) fn cancelled() -> StatusCode {
    StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST)
}

impl Drop for PendingRequest {
    fn drop(&mut self) {
        if !self.has_ended {
            self.context.cancel();
            self.count_end(OutcomeKind::Left, cancelled(), Some(BillableUnits::ZERO));
        }
    }
}
