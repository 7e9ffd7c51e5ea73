//! What a caller sees.

#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::test::{Client, Reply};
use mp4::{MediaType, Mp4Reader};

use super::*;

fn post(input: &RippleInput) -> Reply {
    let client = Client::<Ripple>::start().unwrap();
    client.post("/", input).unwrap()
}

fn small(seconds: u32, seed: u64) -> RippleInput {
    RippleInput {
        seconds,
        drops: 20,
        resolution: 48,
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

/// Each picture, block after block: 256 bytes of brightness and 64 of either colour.
fn pictures(mp4: Vec<u8>) -> Vec<Vec<u8>> {
    let size = mp4.len() as u64;
    let mut reader = Mp4Reader::read_header(Cursor::new(mp4), size).unwrap();
    let track = &reader.tracks()[&1];
    assert_eq!(track.media_type().unwrap(), MediaType::H264);
    assert_eq!((track.width(), track.height()), (64, 48));
    // Profile and level.
    let set = track.sequence_parameter_set().unwrap();
    assert_eq!((set[1], set[3]), (66, 31));
    let count = reader.sample_count(1).unwrap();
    (1..=count)
        .map(|sample| blocks(&reader.read_sample(1, sample).unwrap().unwrap().bytes))
        .collect()
}

/// The 12 blocks of a picture: the bytes of each follow its mark, and after the last stands a stop.
fn blocks(sample: &[u8]) -> Vec<u8> {
    // A 3 after two zeros is no data: it keeps them from looking like the start of a unit.
    let kept = |&at: &usize| !sample[..=at].ends_with(&[0, 0, 3]);
    let data: Vec<u8> = (0..sample.len())
        .filter(kept)
        .map(|at| sample[at])
        .collect();
    let blocks = data.strip_suffix(&[0x80]).unwrap().rchunks_exact(2 + 384);
    let blocks: Vec<&[u8]> = blocks.rev().collect();
    assert_eq!(blocks.len(), 12);
    assert!(blocks[1..].iter().all(|block| block[..2] == [13, 0]));
    blocks
        .iter()
        .flat_map(|block| &block[2..])
        .copied()
        .collect()
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
fn a_colour_is_kept_as_its_brightness_blueness_and_redness() {
    let mut film = Film::new(64, 48).unwrap();
    film.add(&[200, 30, 60].repeat(64 * 48)).unwrap();
    let (mp4, seconds) = film.finish().unwrap();
    assert_eq!(seconds, 1.0 / 30.0);

    let block = [vec![84; 256], vec![114; 64], vec![211; 64]].concat();
    assert_eq!(pictures(mp4), [block.repeat(12)]);
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

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Ripple>().with(|input: RippleInput| {
        let video = Video::from_url("https://example.com/film.mp4");
        Ok(RippleOutput {
            video: video.seconds(f64::from(input.seconds)),
        })
    });
}
