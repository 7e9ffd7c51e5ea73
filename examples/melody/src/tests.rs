//! What a caller sees.

#![allow(clippy::unwrap_used)]

use std::f64::consts::TAU;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::test::{Client, Reply};
use hound::WavReader;

use super::*;

fn post(notes: &str, tempo: u32) -> Reply {
    let client = Client::<Melody>::start().unwrap();
    let input = MelodyInput {
        tempo,
        ..MelodyInput::required(notes)
    };
    client.post("/", &input).unwrap()
}

/// The samples of an answer, at 44.1 kHz.
fn samples(reply: &Reply) -> Vec<f64> {
    let answer = reply.json().unwrap();
    let (kind, data) = answer["audio"]["url"]
        .as_str()
        .unwrap()
        .split_once(',')
        .unwrap();
    assert_eq!(kind, "data:audio/wav;base64");
    let wav = BASE64_STANDARD.decode(data).unwrap();
    let reader = WavReader::new(&wav[..]).unwrap();
    assert_eq!(
        (reader.spec().channels, reader.spec().sample_rate),
        (1, 44_100)
    );
    reader
        .into_samples::<i16>()
        .map(|sample| f64::from(sample.unwrap()))
        .collect()
}

/// How much of a frequency there is in samples.
fn strength(samples: &[f64], frequency: f64) -> f64 {
    let at = |index| TAU * frequency * index as f64 / 44_100.0;
    let sum = |part: fn(f64) -> f64| -> f64 {
        samples
            .iter()
            .enumerate()
            .map(|(index, sample)| sample * part(at(index)))
            .sum()
    };
    sum(f64::sin).hypot(sum(f64::cos))
}

#[test]
fn the_seconds_that_are_charged_are_those_of_the_sound() {
    for (notes, tempo, seconds, units) in [
        ("C4 D4 E4*2", 120, 2.0, "2"),
        ("A4 - A4", 120, 1.5, "1.50000000"),
    ] {
        let reply = post(notes, tempo);
        assert_eq!(samples(&reply).len() as f64, seconds * 44_100.0);
        assert_eq!(reply.units().unwrap().to_string(), units);
    }
}

#[test]
fn notes_sound_at_their_pitch() {
    for (note, frequency) in [("A4", 440.0), ("Bb3", 233.08), ("F#5", 739.99)] {
        let sound = samples(&post(note, 60));
        let semitone = 2_f64.powf(1.0 / 12.0);
        assert!(
            strength(&sound, frequency) > 3.0 * strength(&sound, frequency * semitone),
            "{note}"
        );
        assert!(
            strength(&sound, frequency) > 3.0 * strength(&sound, frequency / semitone),
            "{note}"
        );
    }
}

#[test]
fn a_rest_is_silent() {
    assert!(
        samples(&post("- -*3", 240))
            .iter()
            .all(|sample| *sample == 0.0)
    );
}

#[test]
fn what_is_no_note_or_too_long_is_refused_and_free() {
    for (notes, told) in [
        (
            "C4 H4",
            "`H4` is no note: write one as `C4`, `F#4*2` or `-`",
        ),
        (
            "C4*17",
            "`C4*17` is no note: write one as `C4`, `F#4*2` or `-`",
        ),
        (&"C4*16 ".repeat(12), "180"),
    ] {
        let reply = post(notes, 60);
        let message = reply.json().unwrap()["detail"][0]["msg"].to_string();
        assert!(message.contains(told), "{message}");
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::from(0)))
        );
    }
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Melody>().cases(8);
}
