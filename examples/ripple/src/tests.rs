//! What a caller sees.

#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::test::{Client, Reply};
use mp4::{Mp4Reader, TrackType};
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;

use super::*;

fn post(input: &RippleInput) -> Reply {
    let client = Client::<Ripple>::start().unwrap();
    client.post("/", input).unwrap()
}

fn small(seconds: u32, seed: u64) -> RippleInput {
    RippleInput {
        seconds,
        drops: 20,
        resolution: 240,
        seed,
    }
}

fn film(reply: &Reply) -> Vec<u8> {
    let answer = reply.json().unwrap();
    let (kind, data) = answer["video"]["url"]
        .as_str()
        .unwrap()
        .split_once(',')
        .unwrap();
    assert_eq!(kind, "data:video/mp4;base64");
    BASE64_STANDARD.decode(data).unwrap()
}

/// The brightness of each picture's points, as players that know nothing of the writer see them.
fn pictures(mp4: Vec<u8>) -> Vec<Vec<u8>> {
    let size = mp4.len() as u64;
    let mut reader = Mp4Reader::read_header(Cursor::new(mp4), size).unwrap();
    let track = &reader.tracks()[&1];
    assert_eq!(track.track_type().unwrap(), TrackType::Video);
    let start = |nal: &[u8]| [&[0, 0, 0, 1], nal].concat();
    let sets = [
        track.sequence_parameter_set().unwrap(),
        track.picture_parameter_set().unwrap(),
    ];
    let mut decoder = Decoder::new().unwrap();
    for set in sets {
        decoder.decode(&start(set)).unwrap();
    }
    let count = reader.sample_count(1).unwrap();
    (1..=count)
        .map(|sample| {
            let sample = reader.read_sample(1, sample).unwrap().unwrap();
            let picture = decoder.decode(&annex_b(&sample.bytes)).unwrap().unwrap();
            assert_eq!(picture.dimensions(), (320, 240));
            picture.y().to_vec()
        })
        .collect()
}

/// The units of a sample, told apart by marks and not by lengths.
fn annex_b(mut sample: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    while let Some((length, rest)) = sample.split_first_chunk::<4>() {
        let (unit, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        stream.extend_from_slice(&[0, 0, 0, 1]);
        stream.extend_from_slice(unit);
        sample = rest;
    }
    stream
}

#[test]
fn a_player_sees_moving_water_for_each_second_that_is_charged() {
    let reply = post(&small(2, 1));
    assert_eq!(reply.units(), Some(BillableUnits::from(2)));

    let mp4 = film(&reply);
    let header = Mp4Reader::read_header(Cursor::new(&mp4), mp4.len() as u64).unwrap();
    assert_eq!(header.duration().as_secs_f64(), 2.0);

    let pictures = pictures(mp4);
    assert_eq!(pictures.len(), 60);
    assert!(pictures.windows(2).all(|two| two[0] != two[1]));
}

#[test]
fn the_seed_decides_where_the_drops_fall() {
    let made = |seed| film(&post(&small(1, seed)));
    assert_eq!(made(1), made(1));
    assert_ne!(made(1), made(2));
}

#[test]
fn a_length_or_resolution_that_is_not_offered_is_refused_and_free() {
    let client = Client::<Ripple>::start().unwrap();
    for body in [r#"{"seconds": 11}"#, r#"{"resolution": 333}"#] {
        let reply = client.post_json("/", body).unwrap();
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::from(0)))
        );
    }
}
