//! What a caller sees.

#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::image;
use fal_app::test::{Client, Reply};

use super::*;

fn post(input: &QrInput) -> Reply {
    let client = Client::<Qr>::start().unwrap();
    client.post("/", input).unwrap()
}

fn texts<const N: usize>(texts: [&str; N]) -> QrInput {
    QrInput::required(texts.map(String::from).to_vec())
}

/// What a reader that knows nothing of the writer reads from each picture.
fn read(reply: &Reply) -> Vec<String> {
    let answer = reply.json().unwrap();
    let images = answer["images"].as_array().unwrap().iter();
    images
        .map(|image| {
            let (_, data) = image["url"].as_str().unwrap().split_once(',').unwrap();
            let png = BASE64_STANDARD.decode(data).unwrap();
            let picture = image::load_from_memory(&png).unwrap().into_luma8();
            let mut picture = rqrr::PreparedImage::prepare(picture);
            picture.detect_grids()[0].decode().unwrap().1
        })
        .collect()
}

#[test]
fn the_codes_say_the_texts_and_each_is_charged() {
    let reply = post(&texts(["https://fal.ai", "zwölf Boxkämpfer", "🦊"]));
    assert_eq!(read(&reply), ["https://fal.ai", "zwölf Boxkämpfer", "🦊"]);
    assert_eq!(reply.units(), Some(BillableUnits::from(3)));
}

#[test]
fn more_correction_takes_more_modules() {
    let width = |correction| {
        let reply = post(&QrInput {
            correction,
            ..texts(["https://fal.ai/models/fal-ai/flux/dev"])
        });
        assert_eq!(read(&reply), ["https://fal.ai/models/fal-ai/flux/dev"]);
        reply.json().unwrap()["images"][0]["width"].as_u64()
    };
    assert!(width(Correction::Low) < width(Correction::High));
}

#[test]
fn a_text_that_no_code_can_hold_is_named_and_free() {
    let reply = post(&texts(["short", &"long".repeat(1000)]));
    assert_eq!(reply.status(), 422);
    let place = &reply.json().unwrap()["detail"][0]["loc"];
    assert_eq!((&place[1], &place[2]), (&"texts".into(), &1.into()));
    assert_eq!(reply.units(), Some(BillableUnits::from(0)));
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Qr>().cases(8);
}
