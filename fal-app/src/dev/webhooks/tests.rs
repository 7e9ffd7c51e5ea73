//! Receivers with faults, and short limits.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::*;
use crate::dev::ledger::LedgerFile;
use crate::dev::ledger::keys;
use crate::dev::ledger::queue::{Completion, Input, Outcome, Submission};
use crate::dev::ledger::requests::{Call, Quote};
use crate::dev::ledger::webhooks::State;
use crate::units::{BillableUnits, Money};

const MILLISECOND: Duration = Duration::from_millis(1);

fn ledger() -> Arc<Ledger> {
    Arc::new(Ledger::open(LedgerFile::at(":memory:")).unwrap())
}

fn limits() -> Limits {
    Limits::new(MILLISECOND, Reach::PublicOrLoopback)
}

/// A completed request, whose result is to be sent to this URL.
async fn owed(ledger: &Ledger, url: &str) -> Uuid {
    let id = Uuid::now_v7();
    let webhook = Some(url.to_owned());
    let completed = ledger.write(move |file| {
        let submission = Submission {
            call: Call {
                id,
                key: None,
                payer: keys::user(file, "alice", Money::ZERO)?.id,
                endpoint: "/".to_owned(),
                quote: Quote::AtMost(BillableUnits::ZERO),
                tags: Vec::new(),
                body: None,
            },
            low: false,
            most_waiting: None,
            start_by: None,
            retries: String::new(),
            webhook,
            input: Input {
                path: "/".to_owned(),
                headers: Vec::new(),
                body: Vec::new(),
            },
        };
        queue::submit(file, &submission)?;
        let completion = Completion {
            id,
            outcome: Outcome {
                status: 200,
                headers: Vec::new(),
                body: "{}".into(),
            },
            milliseconds: None,
            error: None,
            error_type: None,
            logs: String::new(),
        };
        queue::complete(file, &completion)
    });
    completed.await.unwrap();
    id
}

fn found(ledger: &Ledger, id: &Uuid) -> (Webhook, Vec<Attempt>) {
    ledger
        .read(|file| webhooks::find(file, id, None))
        .unwrap()
        .unwrap()
}

async fn wait_for(ledger: &Ledger, id: &Uuid, state: State) -> (Webhook, Vec<Attempt>) {
    loop {
        let (webhook, attempts) = found(ledger, id);
        if webhook.state == state && webhook.attempts > 0 {
            return (webhook, attempts);
        }
        sleep(MILLISECOND).await;
    }
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

/// The next one that connects, and has sent something.
async fn connected(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut some = [0; 64];
    assert_ne!(stream.read(&mut some).await.unwrap(), 0);
    stream
}

async fn answer(mut stream: TcpStream) {
    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    stream.write_all(answer).await.unwrap();
}

#[tokio::test]
async fn a_receiver_that_hangs_is_given_up_and_tried_again() {
    let (ledger, (_listener, url)) = (ledger(), listen().await);
    let id = owed(&ledger, &url).await;
    let limits = Limits {
        answer: 20 * MILLISECOND,
        retries: 2,
        ..limits()
    };
    let deliveries = Deliveries::start(ledger.clone(), limits).unwrap();
    let (webhook, attempts) = wait_for(&ledger, &id, State::Failed).await;
    assert_eq!((webhook.attempts, attempts.len()), (3, 3));
    for attempt in &attempts {
        assert!(attempt.milliseconds >= 20 && attempt.status.is_none());
        assert_eq!(
            attempt.error.as_deref(),
            Some("there was no answer within 0 s")
        );
    }
    deliveries.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn a_receiver_has_one_place_until_it_answers_and_then_four() {
    let ledger = ledger();
    let (slow, slow_url) = listen().await;
    let (quick, quick_url) = listen().await;
    for _ in 0..20 {
        owed(&ledger, &slow_url).await;
    }
    let deliveries = Deliveries::start(ledger.clone(), limits()).unwrap();
    let first = connected(&slow).await;
    assert!(timeout(3 * POLL, slow.accept()).await.is_err());
    answer(first).await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(connected(&slow).await);
    }
    // What comes last does not wait for them.
    let id = owed(&ledger, &quick_url).await;
    answer(connected(&quick).await).await;
    wait_for(&ledger, &id, State::Delivered).await;
    assert!(timeout(Duration::ZERO, slow.accept()).await.is_err());
    answer(held.remove(0)).await;
    held.push(connected(&slow).await);
    deliveries.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn many_receivers_that_hang_hold_up_nobody_else() {
    let ledger = ledger();
    let mut hanging = Vec::new();
    for _ in 1..limits().at_once {
        let (listener, url) = listen().await;
        for _ in 0..2 {
            owed(&ledger, &url).await;
        }
        hanging.push(listener);
    }
    let deliveries = Deliveries::start(ledger.clone(), limits()).unwrap();
    for listener in &hanging {
        listener.accept().await.unwrap();
    }
    let (quick, url) = listen().await;
    let id = owed(&ledger, &url).await;
    // Less than what a receiver may take to answer.
    let delivered = async {
        answer(connected(&quick).await).await;
        wait_for(&ledger, &id, State::Delivered).await;
    };
    timeout(limits().answer - Duration::from_secs(5), delivered)
        .await
        .unwrap();
    deliveries.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn those_who_do_not_answer_leave_half_of_the_places() {
    let mut places = Places::new(limits().at_once, limits().to_one_receiver);
    let mut tasks = JoinSet::new();
    let mut task = || tasks.spawn(async {}).id();
    let half = limits().at_once / 2;
    for number in 0..=half {
        let (task, receiver) = (task(), format!("{number}.example"));
        places.begin(task, Uuid::now_v7(), receiver);
        places.end(task, false);
    }
    let mut begun = 0;
    for number in 0..=half {
        let receiver = format!("{number}.example");
        let (free, _) = places.of(&receiver);
        for _ in 0..free {
            places.begin(task(), Uuid::now_v7(), receiver.clone());
            begun += 1;
        }
    }
    assert_eq!(begun, half);
    assert_eq!(places.of("new.example"), (1, 0));
    // Who waited longest is first.
    let mut order = [
        "1.example".to_owned(),
        "0.example".to_owned(),
        "new.example".to_owned(),
    ];
    places.order(&mut order);
    assert_eq!(order, ["new.example", "0.example", "1.example"]);
}

#[tokio::test]
async fn a_redelivery_beside_an_attempt_is_not_lost() {
    let (ledger, (listener, url)) = (ledger(), listen().await);
    let id = owed(&ledger, &url).await;
    let deliveries = Deliveries::start(ledger.clone(), limits()).unwrap();
    let first = connected(&listener).await;
    let again = ledger.write(move |file| webhooks::redeliver(file, &id));
    again.await.unwrap();
    answer(first).await;
    answer(connected(&listener).await).await;
    let (_, attempts) = wait_for(&ledger, &id, State::Delivered).await;
    let rounds: Vec<u32> = attempts.iter().map(|attempt| attempt.round).collect();
    assert_eq!(rounds, [1, 2]);
    deliveries.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn what_is_under_way_at_a_stop_ends_or_is_sent_again() {
    let (ledger, (listener, url)) = (ledger(), listen().await);
    let id = owed(&ledger, &url).await;
    let deliveries = Deliveries::start(ledger.clone(), limits()).unwrap();
    let given_up = connected(&listener).await;
    deliveries.stop(Duration::ZERO).await;
    drop(given_up);
    assert_eq!(found(&ledger, &id).0.attempts, 0);
    let deliveries = Deliveries::start(ledger.clone(), limits()).unwrap();
    let ends = connected(&listener).await;
    let stopping = deliveries.stop(Duration::from_secs(600));
    let ((), ()) = tokio::join!(stopping, answer(ends));
    assert_eq!(found(&ledger, &id).0.state, State::Delivered);
}

#[test]
fn ten_retries_take_about_two_hours() {
    let limits = Limits::new(Limits::DELAY, Reach::Public);
    let delays: Vec<i64> = (0..20)
        .map_while(|retries| limits.delay_after(retries))
        .collect();
    assert_eq!(delays[..3], [7_000, 14_000, 28_000]);
    assert_eq!(delays.len(), 10);
    let minutes = delays.iter().sum::<i64>() / 60_000;
    assert_eq!(minutes, 119);
}

#[test]
fn https_needs_its_feature() {
    let checked = check("https://example.com/done");
    match cfg!(feature = "https") {
        true => assert_eq!(checked, Ok(())),
        false => assert!(checked.unwrap_err().contains("needs the feature `https`")),
    }
    assert_eq!(check("http://[::1]:8080/done?a=b"), Ok(()));
}
