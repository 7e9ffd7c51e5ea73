//! How long videos and sounds last is read from their bytes, and held against what their author says.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app_tests::http;
use fal_app_tests::server::{Server, command};
use serde_json::json;

/// Each lasts 1.5 seconds.
const FILMS: [&str; 5] = [
    "clip.mp4",
    "clip.mov",
    "clip.webm",
    "fragmented.mp4",
    "piped.mkv",
];
const SOUNDS: [&str; 8] = [
    "sound.wav",
    "sound.flac",
    "sound.mp3",
    "headless.mp3",
    "sound.ogg",
    "sound.opus",
    "sound.m4a",
    "sound.aac",
];

fn start() -> Server {
    Server::start(command(env!("CARGO_BIN_EXE_media-app")).env_remove("FAL_KEY"))
}

fn file(name: &str) -> Vec<u8> {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/files");
    std::fs::read(files.join(name)).unwrap()
}

/// The status and units of an answer with a medium that is said to last so long.
fn said(app: &Server, path: &str, bytes: &[u8], seconds: f64) -> (u16, String) {
    let medium = format!("data:;base64,{}", BASE64_STANDARD.encode(bytes));
    let input = json!({"medium": medium, "seconds": seconds}).to_string();
    let answer = http::post(app.address, path, &input);
    (answer.status, answer.units().unwrap().to_owned())
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let films = FILMS.map(|name| ("/film", name));
    films.into_iter().chain(SOUNDS.map(|name| ("/sound", name)))
}

#[test]
fn what_lasts_as_long_as_it_is_said_is_charged_as_said() {
    let app = start();
    for (path, name) in all() {
        let charged = said(&app, path, &file(name), 1.5);
        assert_eq!(charged, (200, "1.50000000".to_owned()), "{name}");
        // An encoder adds a little at the ends of a sound.
        assert_eq!(said(&app, path, &file(name), 1.6).0, 200, "{name}");
    }
    let ended = app.stop();
    assert_eq!(
        ended.count_lines(|line| line.contains("is said to last")),
        0
    );
}

#[test]
fn nobody_pays_for_seconds_that_were_not_delivered() {
    let app = start();
    for (path, name) in all() {
        let charged = said(&app, path, &file(name), 2.0);
        assert_eq!(charged, (500, "0".to_owned()), "{name}");
    }
    app.log_line(|line| {
        line.contains("a video is said to last 2 s, but its bytes last 1.5")
            && line.contains("metering failed")
    });
    app.log_line(|line| line.contains("a sound is said to last 2 s, but its bytes last 1."));
}

#[test]
fn what_is_cut_off_lasts_as_long_as_what_is_left_of_it() {
    let app = start();
    for name in ["sound.wav", "sound.mp3", "sound.aac"] {
        let mut bytes = file(name);
        bytes.truncate(bytes.len() / 2);
        assert_eq!(said(&app, "/sound", &bytes, 1.5).0, 500, "{name}");
    }
}

#[test]
fn a_medium_that_lasts_longer_than_is_said_is_charged_as_said_and_named_in_the_log() {
    let app = start();
    for (path, name) in all() {
        let charged = said(&app, path, &file(name), 1.0);
        assert_eq!(charged, (200, "1".to_owned()), "{name}");
    }
    let named = |line: &str| {
        line.contains("WARN") && line.contains("is said to last 1 s, but its bytes last 1.")
    };
    app.log_lines(FILMS.len() + SOUNDS.len(), named);
}

#[test]
fn what_cannot_be_read_is_charged_as_said() {
    let app = start();
    for bytes in [b"".as_slice(), b"no medium", &[0; 5000]] {
        let charged = said(&app, "/film", bytes, 7.0);
        assert_eq!(charged, (200, "7".to_owned()));
    }
}
