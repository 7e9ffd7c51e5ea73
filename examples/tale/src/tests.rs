//! What a caller hears, and what it costs.

#![allow(clippy::unwrap_used)]

use fal_app::test::{Client, StreamReply};

use super::*;

fn tell(client: &Client<Tale>, sentences: u32) -> StreamReply {
    let input = TaleInput {
        sentences,
        seed: Some(7),
        ..TaleInput::required("Grace")
    };
    client.stream("/stream", &input).unwrap()
}

/// So many words of it.
fn heard(stream: &mut StreamReply, words: usize) -> String {
    let words = stream.take(words).map(|word| {
        let word = word.unwrap();
        word["text"].as_str().unwrap().to_owned()
    });
    words.collect()
}

/// A unit for each whole 100 characters, and one for less.
fn expected(tale: &str) -> BillableUnits {
    BillableUnits::from((tale.chars().count() as u32 / 100).max(1))
}

#[test]
fn a_tale_costs_its_characters() {
    let client = Client::<Tale>::start().unwrap();
    let mut stream = tell(&client, 20);
    assert_eq!(stream.status(), 200);
    let tale = heard(&mut stream, usize::MAX);
    assert_eq!(tale.lines().count(), 20);
    assert!(tale.contains("Grace") && !tale.contains('@'), "{tale}");
    assert!(tale.ends_with(".\n") || tale.ends_with("\"\n"), "{tale}");
    assert_eq!(stream.hang_up().unwrap(), Some(expected(&tale)));
}

#[test]
fn who_hangs_up_pays_for_what_was_heard() {
    let client = Client::<Tale>::start().unwrap();
    for words in [1, 30, 100] {
        let mut stream = tell(&client, 20);
        let beginning = heard(&mut stream, words);
        assert_eq!(beginning.split_whitespace().count(), words);
        assert_eq!(stream.hang_up().unwrap(), Some(expected(&beginning)));
    }
    // Nothing was heard.
    assert_eq!(
        tell(&client, 20).hang_up().unwrap(),
        Some(BillableUnits::ZERO)
    );
}

#[test]
fn the_same_seed_tells_the_same_tale() {
    let client = Client::<Tale>::start().unwrap();
    let [one, two] = [3, 3].map(|sentences| heard(&mut tell(&client, sentences), usize::MAX));
    assert_eq!(one, two);
    // Each word follows from those before it: a longer tale begins as a shorter one.
    assert!(heard(&mut tell(&client, 9), usize::MAX).starts_with(&one));
}

#[test]
fn a_tale_about_nobody_is_refused() {
    let client = Client::<Tale>::start().unwrap();
    let reply = client.post("/stream", &TaleInput::required("")).unwrap();
    assert_eq!(
        (reply.status(), reply.units()),
        (422, Some(BillableUnits::ZERO))
    );
    assert_eq!(reply.deferred_units(), None);
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Tale>().with(|input: TaleInput| {
        let text = format!("{} went home.\n", input.hero);
        let told = (0..input.sentences).map(|_| Word { text: text.clone() });
        Ok(told.collect::<Vec<_>>())
    });
}
