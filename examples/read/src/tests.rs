//! What is read in pictures that the tests draw, and what it costs.
//!
//! The tests with `#[ignore]` need the weights, and run in `.ci/run`: `cargo test -p read -- --include-ignored`.

#![allow(clippy::unwrap_used)]

mod drawing;
mod parts;

use fal_app::test::Client;

use super::*;
use drawing::{HACK, Picture, UBUNTU};

/// How many letters must be changed to make one text the other, in parts of the wanted one's length.
fn wrong_letters(found: &str, wanted: &str) -> f64 {
    let wanted: Vec<char> = wanted.chars().collect();
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (at, letter) in found.chars().enumerate() {
        let mut before = std::mem::replace(&mut row[0], at + 1);
        for (index, other) in wanted.iter().enumerate() {
            let kept = before + usize::from(letter != *other);
            before = row[index + 1];
            row[index + 1] = kept.min(before + 1).min(row[index] + 1);
        }
    }
    row[wanted.len()] as f64 / wanted.len() as f64
}

const LINES: [&str; 4] = [
    "The quick brown fox jumps over",
    "the lazy dog near 47 rivers,",
    "while 5 boxing wizards quiz",
    "every judge: \"Why not?\" (1986)",
];

#[test]
#[ignore = "needs the weights: cargo run -p read -- fetch-weights"]
fn words_are_read_as_they_were_drawn() {
    let client = Client::<Read>::start().unwrap();
    let mut wrong = Vec::new();
    for (font, size) in [(UBUNTU, 40.0), (UBUNTU, 22.0), (HACK, 32.0), (HACK, 16.0)] {
        let mut picture = Picture::new(size as u32 * 22, size as u32 * 8);
        for (index, line) in LINES.iter().enumerate() {
            picture.write(line, (size, size * 1.7 * (index as f32 + 1.0)), font, size);
        }
        let reply = client.post("/", &picture.sent()).unwrap();
        assert_eq!(
            (reply.status(), reply.units()),
            (200, Some(BillableUnits::from(1)))
        );
        let answer = reply.json().unwrap();
        let text = answer["text"].as_str().unwrap();
        assert_eq!(
            answer["lines"].as_array().unwrap().len(),
            answer["lines"].as_array().unwrap().len(),
            "{text}"
        );
        wrong.push(wrong_letters(text, &LINES.join("\n")));
    }
    // No letter is wrong, down to 16 pixels.
    assert_eq!(wrong, [0.0; 4]);
}

#[test]
#[ignore = "needs the weights: cargo run -p read -- fetch-weights"]
fn a_line_is_where_it_was_drawn_and_may_be_turned() {
    let client = Client::<Read>::start().unwrap();
    let mut picture = Picture::new(640, 480);
    picture.write("Slightly turned", (120.0, 240.0), UBUNTU, 44.0);
    for degrees in [-20.0, 0.0, 30.0] {
        let reply = client.post("/", &picture.turned(degrees).sent()).unwrap();
        let answer = reply.json().unwrap();
        assert_eq!(answer["text"], "Slightly turned", "{degrees}");
        let corner = |index: usize| {
            let corner = &answer["lines"][0]["corners"][index];
            (corner[0].as_f64().unwrap(), corner[1].as_f64().unwrap())
        };
        let (start, end) = (corner(0), corner(1));
        let slope = (end.1 - start.1).atan2(end.0 - start.0).to_degrees();
        assert!(
            (slope - f64::from(degrees)).abs() < 3.0,
            "{degrees} {slope}"
        );
    }
}

#[test]
#[ignore = "needs the weights: cargo run -p read -- fetch-weights"]
fn what_stands_side_by_side_is_a_row() {
    let client = Client::<Read>::start().unwrap();
    let mut picture = Picture::new(800, 300);
    picture.write("Total", (60.0, 100.0), UBUNTU, 40.0);
    picture.write("19.50", (600.0, 104.0), UBUNTU, 40.0);
    picture.write("Thank you", (60.0, 220.0), UBUNTU, 40.0);
    let answer = client.post("/", &picture.sent()).unwrap().json().unwrap();
    assert_eq!(answer["text"], "Total 19.50\nThank you");
}

#[test]
#[ignore = "needs the weights: cargo run -p read -- fetch-weights"]
fn a_picture_without_text_is_refused_and_free() {
    let client = Client::<Read>::start().unwrap();
    let mut unsure = Picture::new(400, 120);
    unsure.write("perhaps", (40.0, 80.0), UBUNTU, 40.0);
    let unsure = ReadInput {
        min_confidence: 1.0,
        ..unsure.sent()
    };
    for input in [Picture::new(300, 200).sent(), unsure] {
        let reply = client.post("/", &input).unwrap();
        assert_eq!(
            reply.json().unwrap()["detail"][0]["type"],
            "no_media_generated"
        );
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::ZERO))
        );
    }
}

#[test]
#[ignore = "needs the weights: cargo run -p read -- fetch-weights"]
fn pictures_of_any_shape_are_looked_at() {
    let client = Client::<Read>::start().unwrap();
    for (width, height) in [(1, 1), (3_000, 8), (8, 3_000)] {
        let reply = client
            .post("/", &Picture::new(width, height).sent())
            .unwrap();
        assert_eq!(reply.status(), 422, "{width} {height}");
    }
    assert_eq!(client.get("/health").unwrap().status(), 200);
}
