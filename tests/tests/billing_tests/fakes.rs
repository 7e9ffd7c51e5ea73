//! Something cheap in the place of a method: no setup, no model.

use fal_app::prelude::*;
use fal_app::test::{Billing, billing};

use super::{curl, report};

#[input]
struct PaintInput {
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}

#[output]
struct PaintOutput {
    #[field(max_length = 4)]
    images: Vec<u32>,
}

#[input]
struct TellInput {
    #[field(default = 3, ge = 0, le = 9)]
    sentences: u32,
}

#[output]
struct Sentence {
    text: String,
}

/// A model that is not on this machine.
#[fal_app(auth = "shared")]
struct Painter;

#[endpoints]
impl Painter {
    #[setup]
    fn load() -> Result<Self> {
        Err("the model is not here".into())
    }

    #[endpoint("/")]
    #[billable(per_image(images = output.images))]
    fn paint(&self, input: PaintInput) -> Result<PaintOutput> {
        Err(format!("{} is not painted {} times", input.prompt, input.num_images).into())
    }

    #[endpoint("/priced")]
    #[billable(custom, max = 8)]
    fn priced(&self, input: PaintInput) -> Result<Billed<PaintOutput>> {
        Err(format!("{} is not painted {} times", input.prompt, input.num_images).into())
    }

    #[stream("/tell")]
    #[billable(per_text_chunk(text = output.text, chars = 10), deferred)]
    fn tell(&self, input: TellInput) -> impl Iterator<Item = Result<Sentence>> {
        (0..input.sentences).map(|_| Err("nothing is told".into()))
    }

    #[stream("/speak", content_type = "audio/mpeg")]
    #[billable(flat)]
    fn speak(&self, input: TellInput) -> impl Iterator<Item = Result<stream::Bytes>> {
        (0..input.sentences).map(|_| Err("nothing is said".into()))
    }

    #[endpoint("/nothing")]
    #[billable(flat(units = 2))]
    fn nothing(&self) -> Result<()> {
        Err("nothing".into())
    }
}

fn painted(input: PaintInput) -> Result<PaintOutput> {
    let _ = input.prompt;
    Ok(PaintOutput {
        images: vec![0; input.num_images as usize],
    })
}

#[test]
fn with_a_fake_for_each_method_there_is_no_setup() {
    billing::<Painter>()
        .with(painted)
        .with(|input: PaintInput| {
            let units = input.num_images * 2;
            Ok(Billed::new(painted(input)?, units))
        })
        .with_at("/tell", |input: TellInput| {
            let text = || "seventeen letters".to_owned();
            Ok((0..input.sentences)
                .map(|_| Sentence { text: text() })
                .collect::<Vec<_>>())
        })
        .with_at("/speak", |_: TellInput| {
            Ok(vec![stream::Bytes::from("hum")])
        })
        .with(|()| Ok(()));
}

/// The tests of painting: what is not painted is left out.
fn paint_alone() -> Billing<Painter> {
    billing::<Painter>()
        .without("/tell")
        .without("/speak")
        .without("/nothing")
        .without("/priced")
}

#[test]
fn a_fake_has_its_bill_read_as_the_method_has() {
    let report = report(|| {
        paint_alone().with(|input: PaintInput| {
            // One too many, where it is asked for all.
            let images = input.num_images + input.num_images / 4;
            painted(PaintInput {
                num_images: images,
                ..input
            })
        })
    });
    assert!(
        report.contains("metering failed: `output.images` is 5,"),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"prompt":"","num_images":4}"#)),
        "{report}"
    );
}

#[test]
fn where_a_method_has_no_fake_the_app_is_set_up() {
    let report = report(|| billing::<Painter>().with(painted));
    assert_eq!(report, "`painter` cannot be tested: the model is not here");
}

#[test]
fn a_fake_that_stands_for_no_method_is_told() {
    let other = report(|| billing::<Painter>().with_at("/tell", painted));
    assert!(
        other.contains("a fake for `/tell` has not the input and the output"),
        "{other}"
    );
    let nobody = report(|| billing::<Painter>().with(|_: PaintInput| Ok(Value::Null)));
    assert!(
        nobody.contains("a fake has not the input and the output of an endpoint"),
        "{nobody}"
    );
    let nowhere = report(|| billing::<Painter>().without("/paint"));
    assert!(
        nowhere.contains("the app has no endpoint `/paint`"),
        "{nowhere}"
    );
}

#[test]
fn a_fake_that_panics_or_fails_costs_nothing() {
    let report = report(|| {
        paint_alone().with(|input: PaintInput| -> Result<PaintOutput> {
            assert!(input.num_images < 2, "no model");
            Err(Error::status(403, "not yours").billed(1))
        })
    });
    assert!(
        report.contains("a failure costs something: 403 with 1 units"),
        "{report}"
    );
}
