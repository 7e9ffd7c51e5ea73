//! An app whose network runs batches on a GPU, as `docs/model.md` shows it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod app;
mod network;

use std::sync::Barrier;
use std::thread;

use fal_app::BillableUnits;
use fal_app::test::Client;
use serde_json::{Value, json};

use app::{Prompt, Writer};

fn write(client: &Client<Writer>, prompt: &str) -> (u16, Value, Option<BillableUnits>) {
    let reply = client.post("/", &Prompt::required(prompt)).unwrap();
    (reply.status(), reply.json().unwrap(), reply.units())
}

#[test]
fn a_text_is_written_word_by_word() {
    let client = Client::<Writer>::start().unwrap();
    let (status, answer, units) = write(&client, "one two three");
    assert_eq!((status, units), (200, Some(BillableUnits::from(1))));
    assert_eq!(answer["text"], "one two three ");
}

#[test]
fn requests_at_once_are_computed_together_in_parts_that_fit() {
    let client = Client::<Writer>::start().unwrap();
    let together = Barrier::new(8);
    let batches: Vec<u64> = thread::scope(|scope| {
        let ask = || {
            together.wait();
            let (status, answer, _) = write(&client, "a b c d e f g h");
            assert_eq!((status, &answer["text"]), (200, &json!("a b c d e f g h ")));
            answer["largest_batch"].as_u64().unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    // Each waits while others are computed, so that they meet. More than four do not fit into the memory of the GPU.
    assert!(
        batches.iter().all(|batch| (2..=4).contains(batch)),
        "{batches:?}"
    );
}

#[test]
fn a_stream_sends_each_word_and_is_charged_for_what_arrived() {
    let client = Client::<Writer>::start().unwrap();
    let mut words = client
        .stream("/stream", &Prompt::required("one two three four"))
        .unwrap();
    let text: Vec<Value> = words
        .by_ref()
        .take(2)
        .map(|word| word.unwrap()["text"].take())
        .collect();
    assert_eq!(text, ["one ", "two "]);
    assert_eq!(words.hang_up().unwrap(), Some(BillableUnits::from(2)));
}

#[test]
fn a_failure_of_the_gpu_is_a_503_that_costs_nothing_and_harms_no_other() {
    let client = Client::<Writer>::start().unwrap();
    for failure in network::FAILURES {
        let (status, answer, units) = write(&client, failure);
        assert_eq!(
            (status, units),
            (503, Some(BillableUnits::ZERO)),
            "{failure}"
        );
        assert!(!answer.to_string().contains("hostname"), "{answer}");
    }
    assert_eq!(write(&client, "still there").0, 200);
    assert_eq!(client.get("/health").unwrap().status(), 200);
}

#[test]
fn a_failure_that_names_the_gpu_is_known_without_a_word_of_the_author() {
    let client = Client::<Writer>::start().unwrap();
    let statuses = network::FAILURES.map(|failure| {
        let reply = client
            .post("/question-mark", &Prompt::required(failure))
            .unwrap();
        reply.status()
    });
    // The last two name neither CUDA nor one of its libraries.
    assert_eq!(statuses, [503, 503, 503, 500, 500]);
}

#[test]
fn a_network_that_is_gone_is_no_healthy_one() {
    let client = Client::<Writer>::start().unwrap();
    assert_eq!(write(&client, network::PANIC).0, 500);
    assert_eq!(client.get("/health").unwrap().status(), 500);
}
