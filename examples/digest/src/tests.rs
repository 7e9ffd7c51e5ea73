//! What a caller sees.

#![allow(clippy::unwrap_used)]

use fal_app::test::{Client, Reply};

use super::*;

const TIDES: &str = include_str!("example.txt");

fn post(input: &DigestInput) -> Reply {
    let client = Client::<Digest>::start().unwrap();
    client.post("/", input).unwrap()
}

#[test]
fn a_text_is_charged_for_each_whole_thousand_characters_at_least_one() {
    for (characters, units) in [(1, 1), (1999, 1), (2000, 2), (5001, 5)] {
        let text = DigestInput::required("é".repeat(characters));
        assert_eq!(
            post(&text).units(),
            Some(BillableUnits::from(units)),
            "{characters}"
        );
    }
}

#[test]
fn the_summary_is_the_sentences_that_say_most_in_their_order() {
    let answer = post(&DigestInput::required(TIDES)).json().unwrap();
    assert_eq!(
        answer["summary"],
        "The pull of the moon is the stronger, because the moon is so near. \
         When moon and sun pull together, the tides are highest."
    );
    assert_eq!(answer["words"], 55);
}

#[test]
fn keywords_are_the_most_frequent_words_with_a_meaning() {
    let answer = post(&DigestInput {
        keywords: 2,
        ..DigestInput::required(TIDES)
    })
    .json()
    .unwrap();
    let [first, second] = [0, 1].map(|index| &answer["keywords"][index]);
    assert_eq!(
        (&first["word"], &first["count"]),
        (&"moon".into(), &4.into())
    );
    assert_eq!(
        (&second["word"], &second["count"]),
        (&"pull".into(), &3.into())
    );
    assert!(answer["keywords"].get(2).is_none());
}

#[test]
fn words_without_a_meaning_are_those_of_the_language() {
    let german = DigestInput {
        language: Language::German,
        keywords: 1,
        ..DigestInput::required("Der Mond und die Sonne und der Mond.")
    };
    assert_eq!(post(&german).json().unwrap()["keywords"][0]["word"], "mond");
}

#[test]
fn an_empty_text_is_refused_and_free() {
    let reply = post(&DigestInput::required(""));
    assert_eq!(
        (reply.status(), reply.units()),
        (422, Some(BillableUnits::from(0)))
    );
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Digest>();
}
