//! How long videos and sounds last is read from their bytes, and held against what their author says.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app_tests::http;
use fal_app_tests::server::{Server, command};
use serde_json::json;

/// Each lasts 1.5 seconds.
const FILMS: [&str; 10] = [
    "clip.mp4",
    "clip.mov",
    "clip.webm",
    "clip.avi",
    "clip.ogv",
    "hevc.mp4",
    "hevc.mov",
    "edited.mp4",
    "fragmented.mp4",
    "piped.mkv",
];
const SOUNDS: [&str; 10] = [
    "sound.wav",
    "rf64.wav",
    "chained.ogg",
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

/// One of the files beside this one.
pub(crate) fn file(name: &str) -> Vec<u8> {
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
    let sounds = [
        "sound.wav",
        "rf64.wav",
        "sound.mp3",
        "sound.aac",
        "chained.ogg",
    ];
    let films = ["fragmented.mp4", "clip.avi"];
    let sounds = sounds.map(|name| ("/sound", name));
    for (path, name) in films.map(|name| ("/film", name)).into_iter().chain(sounds) {
        let mut bytes = file(name);
        bytes.truncate(bytes.len() / 2);
        assert_eq!(said(&app, path, &bytes, 1.5).0, 500, "{name}");
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

/// A WAV of one second in 16 bits and 8 kHz. What it says of its own length is wrong by as many bytes.
fn wav(channels: u16, wrong_by: u32) -> Vec<u8> {
    let frame = u32::from(channels) * 2;
    let length = 8000 * frame;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length - wrong_by).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    wav.extend(channels.to_le_bytes());
    wav.extend(8000_u32.to_le_bytes());
    wav.extend((8000 * frame).to_le_bytes());
    wav.extend((channels * 2).to_le_bytes());
    wav.extend(b"\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.resize(wav.len() + length as usize, 0);
    wav
}

#[test]
fn a_wav_is_read_whatever_its_header_says() {
    let app = start();
    let mut unfinished = wav(1, 0);
    unfinished[4..8].fill(0xff);
    unfinished[40..44].fill(0xff);
    for (what, bytes) in [
        ("8 bytes short", wav(1, 8)),
        ("of many channels", wav(208, 0)),
        ("written into a pipe", unfinished),
    ] {
        assert_eq!(said(&app, "/sound", &bytes, 1.0).0, 200, "{what}");
        assert_eq!(said(&app, "/sound", &bytes, 2.0).0, 500, "{what}");
    }
}

#[test]
fn a_last_picture_that_does_not_say_how_long_it_lasts_lasts_as_long_as_the_others() {
    let mut film = file("clip.webm");
    // `DefaultDuration` becomes a `Void` of the same length.
    let at = film.windows(3).position(|three| three == b"\x23\xe3\x83");
    let at = at.unwrap();
    let length = film[at + 3] & 0x7f;
    film[at] = 0xec;
    film[at + 1] = 0x80 | (length + 2);
    let app = start();
    assert_eq!(said(&app, "/film", &film, 1.5).0, 200);
    assert_eq!(said(&app, "/film", &film, 2.0).0, 500);
    // 18 pictures, of which the last begins at 1.42 s.
    app.log_line(|line| line.contains("its bytes last 1.50 s"));
}

/// What no reader knows.
const UNKNOWN: [&[u8]; 4] = [
    b"",
    b"no medium",
    &[0; 5000],
    b"FLV\x01\x05\0\0\0\x09\0\0\0\0",
];

#[test]
fn what_cannot_be_read_is_charged_as_said_and_named_in_the_log() {
    let app = start();
    for bytes in UNKNOWN {
        let charged = said(&app, "/film", bytes, 7.0);
        assert_eq!(charged, (200, "7".to_owned()));
    }
    let named = |line: &str| line.contains("WARN") && line.contains("its length was not read");
    app.log_lines(UNKNOWN.len(), named);
}

/// An AIFF of more channels than its reader can count.
const TOO_MANY_CHANNELS: &[u8] =
    b"FORM\0\0\0\x30AIFFCOMM\0\0\0\x12\xa2\x01\0\0\0\x08\0\x10\x40\x0b\xfa\0\0\0\0\0\0\0SSND\0\0\0\x0a\0\0\0\0\0\0\0\0\0\0";

#[test]
fn a_panic_of_a_reader_stays_with_it() {
    let app = start();
    let charged = said(&app, "/sound", TOO_MANY_CHANNELS, 7.0);
    assert_eq!(charged, (200, "7".to_owned()));
    app.log_line(|line| line.contains("its length was not read: its reader panicked at"));
    // It is nobody's failure, of this request or the next.
    assert_eq!(said(&app, "/sound", &file("sound.wav"), 2.0).0, 500);
    let ended = app.stop();
    assert_eq!(ended.count_lines(|line| line.starts_with("thread ")), 0);
}
