//! The requests that were run from the page, while the marketplace runs. What each cost is in the ledger.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use super::form::State;
use crate::dev::gateway::CancelFlag;
use crate::dev::ledger::history::Entry;
use crate::dev::ledger::keys::User;

/// The most runs that are kept, and the bytes of their answers. The oldest go first.
const MOST: usize = 100;
const MOST_BYTES: usize = 256 << 20;

/// The most items of a stream, and messages of a session, that are kept.
const MOST_ITEMS: usize = 2000;

/// The runs.
#[derive(Default)]
pub(super) struct Runs(Mutex<VecDeque<Arc<Run>>>);

/// How a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    Directly,
    Queue,
    /// A session, which goes on until it is closed.
    Session,
}

/// A request that was run from the page.
pub(super) struct Run {
    pub(super) id: Uuid,
    pub(super) start: Start,
    pub(super) began: Instant,
    progress: Mutex<Progress>,
    changes: watch::Sender<u64>,
    pub(super) cancel: CancelFlag,
    /// What is sent in a session.
    pub(super) inputs: Mutex<Option<tokio::sync::mpsc::Sender<Value>>>,
}

/// How far it is.
#[derive(Clone, Default)]
pub(super) struct Progress {
    pub(super) phase: Phase,
    /// In the order in which they came.
    pub(super) phases: Vec<(Phase, u128)>,
    /// What was streamed, or said in a session.
    pub(super) items: Vec<Item>,
    /// What the app printed, as the queue tells it.
    pub(super) lines: Vec<Value>,
    pub(super) answer: Option<Answered>,
    /// What the ledger says of it.
    pub(super) entry: Option<Entry>,
    /// The id of a session: the gateway gives it.
    pub(super) session: Option<Uuid>,
    pub(super) is_over: bool,
}

/// Where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Sent,
    InQueue(u64),
    InProgress,
    Streaming,
    /// Answered, and a report will say what it costs.
    WaitingForReport,
    Completed,
}

/// A piece of a stream, or a message of a session.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// `→` to the app, `←` from it.
    pub(super) direction: &'static str,
    pub(super) text: String,
}

/// How it was answered.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether there was more than is kept.
    pub(super) is_cut: bool,
}

/// What is known at the start of a run.
pub(super) struct Start {
    /// The endpoint, by its place.
    pub(super) at: usize,
    pub(super) caller: User,
    pub(super) address: String,
    /// What was in the form.
    pub(super) state: State,
    pub(super) ceiling: String,
    pub(super) via: Via,
    pub(super) body: Value,
    /// What the quote said: units and dollars.
    pub(super) quoted: Option<String>,
}

impl Runs {
    pub(super) fn start(&self, start: Start) -> Arc<Run> {
        let run = Arc::new(Run {
            id: Uuid::now_v7(),
            start,
            began: Instant::now(),
            progress: Mutex::default(),
            changes: watch::Sender::new(0),
            cancel: CancelFlag::default(),
            inputs: Mutex::default(),
        });
        let mut runs = self.lock();
        runs.push_back(run.clone());
        let mut bytes: usize = runs.iter().map(|run| run.bytes()).sum();
        while runs.len() > 1 && (runs.len() > MOST || bytes > MOST_BYTES) {
            bytes -= runs.pop_front().map_or(0, |run| run.bytes());
        }
        run
    }

    pub(super) fn get(&self, id: &Uuid) -> Option<Arc<Run>> {
        self.lock().iter().find(|run| run.id == *id).cloned()
    }

    /// The session of a caller that is open at an endpoint.
    pub(super) fn open(&self, at: usize, caller: &User) -> Option<Arc<Run>> {
        let runs = self.lock();
        let mut newest = runs.iter().rev();
        newest
            .find(|run| {
                let start = &run.start;
                start.at == at && start.caller == *caller && run.inputs().is_some()
            })
            .cloned()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Run>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// How far it is.
    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on.
    pub(super) fn change(&self, change: impl FnOnce(&mut Progress)) {
        {
            let mut progress = self.progress();
            let before = progress.phase;
            change(&mut progress);
            let phase = progress.phase;
            if progress.phases.is_empty() || phase != before {
                let now = self.began.elapsed().as_millis();
                progress.phases.push((phase, now));
            }
        }
        self.changes
            .send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// Adds a piece of a stream, or a message of a session.
    pub(super) fn add_item(&self, direction: &'static str, text: String) {
        self.change(|progress| {
            if progress.items.len() < MOST_ITEMS {
                progress.items.push(Item { direction, text });
            }
        });
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// As the ledger knows it.
    pub(super) fn ledger_id(&self) -> Uuid {
        self.progress().session.unwrap_or(self.id)
    }

    /// What goes into the session, while it is open.
    pub(super) fn inputs(&self) -> Option<tokio::sync::mpsc::Sender<Value>> {
        let inputs = self.inputs.lock().unwrap_or_else(PoisonError::into_inner);
        inputs.clone()
    }

    fn bytes(&self) -> usize {
        let progress = self.progress();
        let answer = progress
            .answer
            .as_ref()
            .map_or(0, |answer| answer.body.len());
        answer
            + progress
                .items
                .iter()
                .map(|item| item.text.len())
                .sum::<usize>()
    }
}
