//! The rules of the queue.

use uuid::Uuid;

use super::super::Ledger;
use super::super::queue::{
    self, Cancelled, Completion, Input, Outcome, State, Submission, Submitted,
};
use super::super::requests::{self, Quote, Source};
use super::{answered, balance, call, ledger, payer, price, text, units};
use crate::units::Money;

pub(super) fn submission(payer: i64, low: bool) -> Submission {
    Submission {
        call: call(payer, Quote::AtMost(units("1"))),
        low,
        most_waiting: None,
        start_by: None,
        retries: String::new(),
        webhook: None,
        input: Input {
            path: "/".to_owned(),
            headers: b"a: b\n".to_vec(),
            body: b"{}".to_vec(),
        },
    }
}

pub(super) fn submit(ledger: &Ledger, submission: &Submission) -> Submitted {
    let submission = submission.clone();
    ledger
        .write_now(move |file| queue::submit(file, &submission))
        .unwrap()
}

fn next(ledger: &Ledger) -> Option<Uuid> {
    let turn = ledger.write_now(queue::next).unwrap();
    turn.map(|turn| turn.id)
}

pub(super) fn complete(ledger: &Ledger, id: Uuid) {
    let completion = Completion {
        id,
        outcome: Outcome {
            status: 200,
            headers: b"a: b\n".to_vec(),
            body: "done".into(),
        },
        milliseconds: Some(7),
        error: None,
        error_type: None,
        logs: "[]".to_owned(),
    };
    let answered = answered(id, Source::Header, units("1"));
    ledger
        .write_now(move |file| {
            requests::settle(file, &answered)?;
            queue::complete(file, &completion)
        })
        .unwrap();
}

fn state(ledger: &Ledger, id: Uuid, payer: i64) -> Option<State> {
    let status = ledger.read(|file| queue::status(file, &id, payer)).unwrap();
    status.map(|status| status.state)
}

#[test]
fn normal_requests_are_before_low_ones_and_keep_their_places() {
    let ledger = ledger();
    price(&ledger, "1");
    let payer = payer(&ledger, "10");
    let requests = [true, false, true, false].map(|low| submission(payer, low));
    let positions = requests.each_ref().map(|request| submit(&ledger, request));
    assert_eq!(positions, [0, 0, 2, 1].map(Submitted::At));
    let [low, first, later, second] = requests.map(|request| request.call.id);
    assert_eq!(next(&ledger), Some(first));
    assert_eq!(state(&ledger, first, payer), Some(State::Running));
    assert_eq!(state(&ledger, later, payer), Some(State::Queued(2)));
    // Put back, it is before those that came later: but not at once.
    ledger
        .write_now(move |file| queue::again(file, &first, 600_000, "left", "[]"))
        .unwrap();
    assert_eq!(state(&ledger, second, payer), Some(State::Queued(1)));
    assert_eq!(next(&ledger), Some(second));
    // The next start does not wait.
    ledger.write_now(queue::recover).unwrap();
    let turn = ledger.write_now(queue::next).unwrap().unwrap();
    assert_eq!((turn.id, turn.attempt, &*turn.retries), (first, 2, "left"));
    for id in [second, low, later] {
        assert_eq!(next(&ledger), Some(id));
    }
    assert_eq!(next(&ledger), None);
}

#[test]
fn what_is_not_paid_or_too_much_is_not_let_in() {
    let ledger = ledger();
    price(&ledger, "1");
    let payer = payer(&ledger, "2");
    for _ in 0..2 {
        submit(&ledger, &submission(payer, true));
    }
    let few = |most| Submission {
        most_waiting: Some(most),
        ..submission(payer, false)
    };
    assert_eq!(submit(&ledger, &few(1)), Submitted::TooLong);
    assert_eq!(submit(&ledger, &few(2)), Submitted::NoCredit);
    assert_eq!(
        text(&ledger, "SELECT CAST(count(*) AS TEXT) FROM accepted"),
        "2"
    );
    ledger
        .write_now(|file| Ok(file.execute("UPDATE queue_held SET bytes = 1 << 30", ())?))
        .unwrap();
    assert_eq!(submit(&ledger, &submission(payer, false)), Submitted::Full);
}

#[test]
fn another_payer_finds_nothing() {
    let ledger = ledger();
    price(&ledger, "1");
    let payer = payer(&ledger, "10");
    let request = submission(payer, false);
    submit(&ledger, &request);
    let id = request.call.id;
    assert_eq!(state(&ledger, id, payer + 1), None);
    let cancel = |payer| {
        ledger
            .write_now(move |file| queue::cancel(file, &id, payer))
            .unwrap()
    };
    assert!(matches!(cancel(payer + 1), Cancelled::Unknown));
    assert!(matches!(cancel(payer), Cancelled::Queued(_)));
    // Its turn is now: a second cancel is for the app.
    assert!(matches!(cancel(payer), Cancelled::Running));
    complete(&ledger, id);
    assert!(matches!(cancel(payer), Cancelled::Completed));
}

/// Results go by age and size; what they cost stays.
#[test]
fn old_results_go_and_the_rows_of_the_ledger_stay() {
    let ledger = ledger();
    price(&ledger, "1");
    let payer = payer(&ledger, "10");
    let ids = [(); 5].map(|()| {
        let request = submission(payer, false);
        submit(&ledger, &request);
        assert_eq!(next(&ledger), Some(request.call.id));
        request.call.id
    });
    let held = |what: &str| {
        let select = format!("SELECT number || ' ' || bytes FROM queue_held WHERE what = '{what}'");
        text(&ledger, &select)
    };
    let run = |statement: &'static str| {
        ledger
            .write_now(move |file| Ok(file.execute(statement, ())?))
            .unwrap()
    };
    let is_kept = |id: Uuid| {
        ledger
            .read(|file| queue::outcome(file, &id))
            .unwrap()
            .is_some()
    };
    assert_eq!(
        (held("inputs"), held("results")),
        ("5 35".to_owned(), "0 0".to_owned())
    );
    for id in &ids[..3] {
        complete(&ledger, *id);
    }
    assert_eq!(
        (held("inputs"), held("results")),
        ("2 14".to_owned(), "3 27".to_owned())
    );
    // Completed twice, the first result stays.
    complete(&ledger, ids[0]);
    assert_eq!(held("results"), "3 27");
    run("UPDATE queue SET completed_at = 0 WHERE place = 1");
    complete(&ledger, ids[3]);
    assert_eq!(ids.map(is_kept), [false, true, true, true, false]);
    assert_eq!(state(&ledger, ids[0], payer), None);
    run("UPDATE queue_held SET bytes = 1 << 40 WHERE what = 'results'");
    complete(&ledger, ids[4]);
    assert_eq!(ids.map(is_kept), [false, false, false, false, true]);
    assert_eq!(
        text(&ledger, "SELECT CAST(count(*) AS TEXT) FROM settled"),
        "5"
    );
    let balance = balance(&ledger, payer);
    assert_eq!(
        (balance.charged, balance.reserved),
        ("5".parse().unwrap(), Money::ZERO)
    );
}
