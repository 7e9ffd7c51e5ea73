//! What a caller sees.

#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::image::{self, GenericImageView, RgbImage};
use fal_app::test::{Client, Reply};

use super::*;

/// 12 × 8 pixels.
const SUNSET: &str = include_str!("example.txt");

fn post(input: &ResizeInput) -> Reply {
    let client = Client::<Resize>::start().unwrap();
    client.post("/", input).unwrap()
}

fn sunset(sides: &[u32], format: Format) -> ResizeInput {
    ResizeInput {
        sides: sides.to_vec(),
        format,
        ..ResizeInput::required(SUNSET.into())
    }
}

/// The bytes of each picture of an answer.
fn pictures(reply: &Reply) -> Vec<Vec<u8>> {
    let answer = reply.json().unwrap();
    let images = answer["images"].as_array().unwrap().iter();
    images
        .map(|image| {
            let (_, data) = image["url"].as_str().unwrap().split_once(',').unwrap();
            BASE64_STANDARD.decode(data).unwrap()
        })
        .collect()
}

#[test]
fn the_copies_keep_the_shape_in_the_format_that_was_asked_for() {
    for (format, expected) in [
        (Format::Jpeg, ImageFormat::Jpeg),
        (Format::Png, ImageFormat::Png),
    ] {
        let copies = pictures(&post(&sunset(&[24, 96], format)));
        let sizes: Vec<_> = copies
            .iter()
            .map(|copy| image::load_from_memory(copy).unwrap().dimensions())
            .collect();
        assert_eq!(sizes, [(24, 16), (96, 64)]);
        assert_eq!(image::guess_format(&copies[0]).unwrap(), expected);
    }
}

#[test]
fn the_copies_show_the_picture() {
    let copy = &pictures(&post(&sunset(&[120], Format::Png)))[0];
    let copy = image::load_from_memory(copy).unwrap().into_rgb8();
    let (_, data) = SUNSET.split_once(',').unwrap();
    let original = image::load_from_memory(&BASE64_STANDARD.decode(data).unwrap());
    let original: RgbImage = original.unwrap().into_rgb8();
    for (x, y) in [(2, 1), (6, 4), (9, 6)] {
        let (near, far) = (
            copy.get_pixel(x * 10 + 5, y * 10 + 5),
            original.get_pixel(x, y),
        );
        for channel in 0..3 {
            assert!(
                near[channel].abs_diff(far[channel]) < 24,
                "{near:?} {far:?}"
            );
        }
    }
}

#[test]
fn each_copy_is_charged_for_its_started_megapixels() {
    // 1024 × 683 is a megapixel, 1600 × 1067 are two.
    let reply = post(&sunset(&[1024, 1600], Format::Jpeg));
    assert_eq!(reply.units(), Some(BillableUnits::from(3)));
}

#[test]
fn what_is_no_picture_that_can_be_read_is_refused_and_free() {
    let bmp = "data:image/bmp;base64,Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAAATCwAAEwsAAAAAAAAAAAAAAAAAAA==";
    let torn = &SUNSET[..SUNSET.len() - 60];
    for (url, kind) in [
        (bmp, "unsupported_image_format"),
        (torn, "image_load_error"),
    ] {
        let reply = post(&ResizeInput::required(url.into()));
        assert_eq!(reply.json().unwrap()["detail"][0]["type"], kind);
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::from(0)))
        );
    }
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Resize>().with(|input: ResizeInput| {
        let copy = |side| Image::from_url("https://example.com/copy.png").size(side, side);
        Ok(ResizeOutput {
            images: input.sides.into_iter().map(copy).collect(),
        })
    });
}
