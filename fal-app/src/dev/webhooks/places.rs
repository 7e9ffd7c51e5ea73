//! Which receiver is sent to next, and how much at once. One that does not answer holds up no other.

use std::collections::HashMap;

use tokio::task::Id;
use uuid::Uuid;

/// The most receivers that are known. Beyond that, those that nothing is under way to are forgotten.
const MOST_KNOWN: usize = 4096;

/// What is under way, and what is known of the receivers.
pub(super) struct Places {
    /// How many may be under way, and how many of them to one receiver that answers.
    at_once: usize,
    to_one_receiver: usize,
    under_way: HashMap<Id, (Uuid, String)>,
    known: HashMap<String, Known>,
    /// Attempts that were begun.
    begun: u64,
}

/// What is known of a receiver.
struct Known {
    /// The number of the attempt that was begun last.
    last: u64,
    /// Whether it answered the last attempt that has ended.
    answers: Option<bool>,
}

impl Places {
    pub(super) fn new(at_once: usize, to_one_receiver: usize) -> Self {
        Self {
            at_once,
            to_one_receiver,
            under_way: HashMap::new(),
            known: HashMap::new(),
            begun: 0,
        }
    }

    /// The receivers that waited longest are first.
    pub(super) fn order(&self, receivers: &mut [String]) {
        receivers.sort_by_key(|receiver| self.known.get(receiver).map_or(0, |known| known.last));
    }

    /// How many more may be sent to a receiver, and how many are under way to it.
    pub(super) fn of(&self, receiver: &str) -> (usize, usize) {
        let to_it = self
            .under_way
            .values()
            .filter(|(_, other)| other == receiver)
            .count();
        let answers = self.known.get(receiver).and_then(|known| known.answers);
        let most = match answers {
            Some(true) => self.to_one_receiver,
            Some(false) | None => 1,
        };
        // Those who do not answer leave half of the places to the others.
        let all = match answers {
            Some(false) => self.at_once / 2,
            Some(true) | None => self.at_once,
        };
        let free = all.saturating_sub(self.under_way.len());
        (most.saturating_sub(to_it).min(free), to_it)
    }

    pub(super) fn is_under_way(&self, id: &Uuid) -> bool {
        self.under_way.values().any(|(other, _)| other == id)
    }

    pub(super) fn begin(&mut self, task: Id, id: Uuid, receiver: String) {
        self.begun += 1;
        if self.known.len() >= MOST_KNOWN {
            let busy: Vec<&String> = self
                .under_way
                .values()
                .map(|(_, receiver)| receiver)
                .collect();
            self.known.retain(|receiver, _| busy.contains(&receiver));
        }
        let known = self.known.entry(receiver.clone()).or_insert(Known {
            last: 0,
            answers: None,
        });
        known.last = self.begun;
        self.under_way.insert(task, (id, receiver));
    }

    /// `answered`: whether the receiver did, whatever it answered.
    pub(super) fn end(&mut self, task: Id, answered: bool) {
        let ended = self.under_way.remove(&task);
        if let Some(known) = ended.and_then(|(_, receiver)| self.known.get_mut(&receiver)) {
            known.answers = Some(answered);
        }
    }
}
