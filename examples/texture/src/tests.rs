//! What a caller sees.

#![allow(clippy::unwrap_used)]

use fal_app::test::{Client, Reply};

use super::*;

fn small(prompt: &str) -> TextureInput {
    TextureInput {
        image_size: ImageSize::new(48, 32),
        ..TextureInput::required(prompt)
    }
}

fn post(input: &TextureInput) -> Reply {
    let client = Client::<Texture>::start().unwrap();
    client.post("/", input).unwrap()
}

fn first_url(reply: &Reply) -> String {
    reply.json().unwrap()["images"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn each_texture_is_charged_for_its_started_megapixels() {
    let two_megapixels = TextureInput {
        image_size: ImageSize::new(1024, 1025),
        octaves: 1,
        ..small("slate")
    };
    assert_eq!(post(&two_megapixels).units(), Some(BillableUnits::from(2)));
    assert_eq!(
        post(&TextureInput {
            num_images: 3,
            ..small("slate")
        })
        .units(),
        Some(BillableUnits::from(3))
    );
}

#[test]
fn the_pictures_have_the_size_that_was_asked_for() {
    let reply = post(&TextureInput {
        num_images: 2,
        ..small("slate")
    });
    for image in reply.json().unwrap()["images"].as_array().unwrap() {
        assert_eq!(
            (&image["width"], &image["height"]),
            (&48.into(), &32.into())
        );
        assert_eq!(image["content_type"], "image/png");
    }
}

#[test]
fn the_prompt_and_the_seed_decide_what_is_painted() {
    let painted = |prompt, seed| {
        first_url(&post(&TextureInput {
            seed,
            ..small(prompt)
        }))
    };
    assert_eq!(painted("moss", Some(1)), painted("moss", Some(1)));
    assert_ne!(painted("moss", Some(1)), painted("moss", Some(2)));
    assert_ne!(painted("moss", Some(1)), painted("rust", Some(1)));
}

#[test]
fn the_seed_that_was_used_is_answered() {
    let unseeded = post(&small("moss"));
    let seed = u32::try_from(unseeded.json().unwrap()["seed"].as_u64().unwrap()).unwrap();
    let seeded = post(&TextureInput {
        seed: Some(seed),
        ..small("moss")
    });
    assert_eq!(first_url(&unseeded), first_url(&seeded));
}

#[test]
fn too_large_a_texture_is_refused_and_free() {
    let reply = post(&TextureInput {
        image_size: ImageSize::new(4096, 64),
        ..small("slate")
    });
    assert_eq!(
        (reply.status(), reply.units()),
        (422, Some(BillableUnits::from(0)))
    );
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Texture>().with(|input: TextureInput| {
        let (width, height) = (input.image_size.width(), input.image_size.height());
        let image = || Image::from_url("https://example.com/texture.png").size(width, height);
        let images = (0..input.num_images).map(|_| image()).collect();
        Ok(TextureOutput { images, seed: 0 })
    });
}
