//! The rules of webhooks.

use super::super::queue::{self, Submission, Submitted};
use super::super::webhooks::{self, Attempt, State, Webhook};
use super::queue::{complete, submission, submit};
use super::{Ledger, Uuid, keys, ledger, payer, text};
use crate::units::Money;

pub(super) const URL: &str = "http://localhost:3000/done";

fn owing(payer: i64, url: &str) -> Submission {
    Submission {
        webhook: Some(url.to_owned()),
        ..submission(payer, false)
    }
}

/// A completed request, whose result is to be sent to this URL.
pub(super) fn owed(ledger: &Ledger, payer: i64, url: &str) -> Uuid {
    let submission = owing(payer, url);
    assert!(matches!(submit(ledger, &submission), Submitted::At(_)));
    complete(ledger, submission.call.id);
    submission.call.id
}

pub(super) fn attempt(round: u32, error: Option<&str>, next_at: Option<i64>) -> Attempt {
    Attempt {
        round,
        at: 1,
        milliseconds: 2,
        status: Some(500),
        error: error.map(str::to_owned),
        next_at,
    }
}

pub(super) fn record(ledger: &Ledger, id: Uuid, attempt: Attempt) {
    ledger
        .write_now(move |file| webhooks::record(file, &id, &attempt))
        .unwrap();
}

pub(super) fn redeliver(ledger: &Ledger, id: Uuid) {
    ledger
        .write_now(move |file| webhooks::redeliver(file, &id))
        .unwrap();
}

fn found(ledger: &Ledger, id: Uuid) -> Webhook {
    let found = ledger.read(|file| webhooks::find(file, &id, None)).unwrap();
    found.unwrap().0
}

/// The rounds and the attempts so far of what is due to a receiver.
fn due(ledger: &Ledger, receiver: &str) -> Vec<(Uuid, u32, u32)> {
    let due = ledger
        .read(|file| webhooks::due(file, receiver, 10))
        .unwrap();
    due.iter()
        .map(|due| (due.id, due.round, due.tried))
        .collect()
}

#[test]
fn attempts_move_a_webhook_and_a_redelivery_begins_anew() {
    let ledger = ledger();
    let payer = payer(&ledger, "10");
    let id = owed(&ledger, payer, URL);
    let receiver = "localhost:3000";
    assert_eq!(due(&ledger, receiver), [(id, 1, 0)]);
    record(&ledger, id, attempt(1, Some("no"), Some(7)));
    assert_eq!(due(&ledger, receiver), [(id, 1, 1)]);
    let waiting = found(&ledger, id);
    assert_eq!((waiting.state, waiting.next_at), (State::Waiting, Some(7)));
    redeliver(&ledger, id);
    assert_eq!(due(&ledger, receiver), [(id, 2, 0)]);
    // One of the first round that ends now changes nothing.
    record(&ledger, id, attempt(1, None, None));
    assert_eq!(due(&ledger, receiver), [(id, 2, 0)]);
    record(&ledger, id, attempt(2, Some("no"), None));
    assert_eq!(due(&ledger, receiver), []);
    let failed = found(&ledger, id);
    assert_eq!((failed.state, failed.attempts), (State::Failed, 3));
    redeliver(&ledger, id);
    record(&ledger, id, attempt(3, None, None));
    assert_eq!(found(&ledger, id).state, State::Delivered);
    assert_eq!(
        ledger
            .read(|file| webhooks::receivers(file, i64::MAX))
            .unwrap(),
        [""; 0]
    );
}

#[test]
fn receivers_are_told_apart_and_the_earliest_is_first() {
    let ledger = ledger();
    let payer = payer(&ledger, "10");
    let first = owed(&ledger, payer, "http://a.example/1");
    let second = owed(&ledger, payer, "http://A.example/2");
    owed(&ledger, payer, "http://a.example:81/");
    owed(&ledger, payer, "http://b.example/");
    let receivers = |now| ledger.read(|file| webhooks::receivers(file, now)).unwrap();
    assert_eq!(receivers(0), [""; 0]);
    let mut all = receivers(i64::MAX);
    all.sort();
    assert_eq!(all, ["a.example", "a.example:81", "b.example"]);
    record(&ledger, first, attempt(1, Some("no"), Some(i64::MAX)));
    let due = due(&ledger, "a.example");
    assert_eq!(due, [(second, 1, 0), (first, 1, 1)]);
}

#[test]
fn a_webhook_is_its_payers() {
    let ledger = ledger();
    let alice = payer(&ledger, "10");
    let bob = ledger
        .write_now(|file| Ok(keys::user(file, "bob", Money::ZERO)?.id))
        .unwrap();
    let id = owed(&ledger, alice, URL);
    let seen = |user| {
        let found = ledger.read(|file| webhooks::find(file, &id, Some(user)));
        found.unwrap().map(|(webhook, _)| webhook.user)
    };
    assert_eq!((seen(alice).as_deref(), seen(bob)), (Some("alice"), None));
}

/// A result that is owed is kept, whatever comes after it; and it takes nobody else's room.
#[test]
fn a_result_that_is_owed_is_kept_until_it_is_sent() {
    let ledger = ledger();
    let payer = payer(&ledger, "10");
    let (owed, plain) = (owed(&ledger, payer, URL), submission(payer, false));
    submit(&ledger, &plain);
    complete(&ledger, plain.call.id);
    let held = "SELECT group_concat(what || ' ' || number || ' ' || bytes, ', ') FROM queue_held";
    assert_eq!(text(&ledger, held), "inputs 0 0, owed 1 9, results 1 9");
    // As many as are kept, which is not tried one by one.
    let is_full = |what: &str, number: u32| {
        let sql = format!("UPDATE queue_held SET number = {number} WHERE what = '{what}'");
        ledger
            .write_now(move |file| Ok(file.execute(&sql, ())?))
            .unwrap();
    };
    let kept = |id: Uuid| {
        let outcome = ledger.read(|file| queue::outcome(file, &id));
        outcome.unwrap().is_some()
    };
    is_full("results", 10_000);
    let another = submission(payer, false);
    submit(&ledger, &another);
    complete(&ledger, another.call.id);
    assert!(kept(owed) && !kept(plain.call.id) && kept(another.call.id));
    is_full("owed", 10_000);
    assert_eq!(submit(&ledger, &owing(payer, URL)), Submitted::TooManyOwed);
    assert!(matches!(
        submit(&ledger, &submission(payer, false)),
        Submitted::At(_)
    ));
    is_full("owed", 1);
    record(&ledger, owed, attempt(1, None, None));
    is_full("results", 10_001);
    let last = submission(payer, false);
    submit(&ledger, &last);
    complete(&ledger, last.call.id);
    assert!(!kept(owed) && kept(last.call.id));
    let refused = ledger.write_now(move |file| webhooks::redeliver(file, &owed));
    assert!(refused.is_err_and(|error| error.to_string().contains("not kept any more")));
}
