//! The requests in progress, by the platform's ids: who an id belongs to, and what a cancel ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderValue;

use crate::call::Cancel;
use crate::context::{REQUEST_ID, RequestContext};

/// The runs of endpoints that have an id and are not answered to their end.
#[derive(Clone, Default)]
pub(crate) struct InProgress(Arc<Mutex<ById>>);

/// Ids are the callers' own, so several requests may have one, in the order of their arrival.
type ById = HashMap<HeaderValue, Vec<Run>>;

struct Run {
    path: &'static str,
    context: RequestContext,
}

/// A request in progress, until this is dropped.
pub(crate) struct Registered {
    all: InProgress,
    id: HeaderValue,
    context: RequestContext,
}

impl InProgress {
    /// Adds a request for an endpoint; `None` where it has no id.
    pub(crate) fn add(&self, path: &'static str, context: &RequestContext) -> Option<Registered> {
        let id = context.headers().get(REQUEST_ID)?.clone();
        let context = context.clone();
        let registered = Registered {
            all: self.clone(),
            id: id.clone(),
            context: context.clone(),
        };
        let run = Run { path, context };
        self.lock().entry(id).or_default().push(run);
        Some(registered)
    }

    /// Cancels the requests of an id at an endpoint, as far as they may be of the caller who asks.
    pub(crate) fn cancel(&self, path: &str, id: &HeaderValue, asks: &RequestContext) -> Cancel {
        let all = self.lock();
        let runs = all.get(id).into_iter().flatten();
        let theirs = runs.filter(|run| run.path == path && !run.context.is_of_another_caller(asks));
        let ends = theirs.map(|run| match run.context.cancel() {
            true => Cancel::Requested,
            false => Cancel::AlreadyCompleted,
        });
        ends.max().unwrap_or(Cancel::NotFound)
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, ById> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registered {
    /// Whether a request of another caller had the same id before this one.
    pub(crate) fn is_of_another_caller(&self) -> bool {
        let all = self.all.lock();
        let runs = all.get(&self.id).into_iter().flatten();
        let mut before = runs.take_while(|run| !run.context.is_same(&self.context));
        before.any(|run| run.context.is_of_another_caller(&self.context))
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        let Some(runs) = all.get_mut(&self.id) else {
            return;
        };
        runs.retain(|run| !run.context.is_same(&self.context));
        if runs.is_empty() {
            all.remove(&self.id);
        }
    }
}
