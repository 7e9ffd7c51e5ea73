//! What requests cost, to the last digit, through a whole app (`docs/billing.md` §6).

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Vectors;

#[input]
struct ImagesInput {
    #[field(default = 1)]
    num_images: u32,
}

#[input]
struct ManyInput {
    num_images: u64,
}

#[input]
struct PaintInput {
    #[field(default)]
    image_size: ImageSize,
    #[field(default = 1)]
    num_images: u32,
}

#[input]
struct SecondsInput {
    seconds: f64,
}

#[input]
struct SingleInput {
    seconds: f32,
}

#[input]
struct TextInput {
    prompt: String,
}

#[input]
struct MadeInput {
    made: u32,
    #[field(default = false)]
    fails: bool,
}

#[output]
struct MadeOutput {
    images: Vec<u32>,
}

#[input]
struct BilledInput {
    status: u16,
    billed: f64,
}

#[endpoints]
impl Vectors {
    #[endpoint("/images")]
    #[billable(per_image)]
    async fn images(&self, _input: ImagesInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/many")]
    #[billable(per_image)]
    async fn many(&self, _input: ManyInput) -> Result<()> {
        Err(Error::status(418, "the method was run"))
    }

    #[endpoint("/paint")]
    #[billable(per_megapixel)]
    async fn paint(&self, _input: PaintInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/seconds")]
    #[billable(per_video_second(seconds = input.seconds))]
    async fn seconds(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/single")]
    #[billable(per_audio_second(seconds = input.seconds))]
    async fn single(&self, _input: SingleInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/tripled")]
    #[billable(per_video_second(seconds = input.seconds), times = 3)]
    async fn tripled(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/tiny")]
    #[billable(per_video_second(seconds = input.seconds), times = 0.00000001)]
    async fn tiny(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/text")]
    #[billable(per_text_chunk)]
    async fn text(&self, _input: TextInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/halved")]
    #[billable(per_image, times = 0.5, min = 2)]
    async fn halved(&self, _input: ImagesInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/doubled")]
    #[billable(per_image, times = 2, max = 5)]
    async fn doubled(&self, _input: ImagesInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/up")]
    #[billable(per_video_second(seconds = input.seconds), times = 0.5, round = "up", min = 2, max = 4.5)]
    async fn up(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/down")]
    #[billable(per_audio_second(seconds = input.seconds), round = "down")]
    async fn down(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/nearest")]
    #[billable(units(input.seconds), times = 3, round = "nearest", max = 9)]
    async fn nearest(&self, _input: SecondsInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/custom-up")]
    #[billable(custom, round = "up")]
    async fn custom_up(&self, input: SecondsInput) -> Result<Billed<()>> {
        Ok(Billed::new((), input.seconds))
    }

    #[endpoint("/made")]
    #[billable(per_image(images = output.images), times = 0.5, min = 2)]
    async fn made(&self, input: MadeInput) -> Result<MadeOutput> {
        if input.fails {
            return Err("the model fell over".into());
        }
        Ok(MadeOutput {
            images: (0..input.made).collect(),
        })
    }

    #[endpoint("/billed")]
    #[billable(flat, times = 2, max = 10)]
    async fn billed(&self, input: BilledInput) -> Result<()> {
        Err(Error::status(input.status, "after work").billed(input.billed))
    }

    #[endpoint("/custom")]
    #[billable(custom, times = 2, max = 5)]
    async fn custom(&self, input: SecondsInput) -> Result<Billed<()>> {
        Ok(Billed::new((), input.seconds))
    }

    #[endpoint("/factor")]
    #[billable(flat, times = if input.num_images > 1 { 2.5 } else { 0.0 })]
    async fn factor(&self, _input: ImagesInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/machine")]
    #[billable(per_compute_second)]
    async fn machine(&self, input: MadeInput) -> Result<()> {
        if input.fails {
            Err(Error::status(422, "no"))
        } else {
            Ok(())
        }
    }

    #[endpoint("/free")]
    #[billable(free)]
    async fn free(&self, input: MadeInput) -> Result<()> {
        if input.fails {
            Err(Error::status(422, "no").billed(1))
        } else {
            Ok(())
        }
    }
}

/// The units header as it was sent: exactly one, or none.
fn header(reply: &Reply) -> Option<String> {
    let mut values = reply.headers().get_all("x-fal-billable-units").iter();
    let value = values.next()?.to_str().unwrap().to_owned();
    assert_eq!(values.next(), None);
    Some(value)
}

#[track_caller]
fn costs(path: &str, body: &str, units: &str) {
    let client = Client::<Vectors>::start().unwrap();
    let reply = client.post_json(path, body.to_owned()).unwrap();
    assert_eq!(
        reply.status(),
        200,
        "{body}: {}",
        String::from_utf8_lossy(reply.body())
    );
    assert_eq!(header(&reply).as_deref(), Some(units), "{path} {body}");
}

#[track_caller]
fn fails(path: &str, body: &str, status: u16, units: &str) {
    let client = Client::<Vectors>::start().unwrap();
    let reply = client.post_json(path, body.to_owned()).unwrap();
    assert_eq!(reply.status(), status);
    assert_eq!(header(&reply).as_deref(), Some(units), "{path} {body}");
}

#[test]
fn images_are_counted() {
    costs("/images", r#"{"num_images": 3}"#, "3");
    costs("/images", "{}", "1");
}

#[test]
fn counts_are_what_the_sdk_makes_of_them() {
    costs("/images", r#"{"num_images": "3"}"#, "3");
    costs("/images", r#"{"num_images": 2.0}"#, "2");
    costs("/images", r#"{"num_images": true}"#, "1");
    costs("/images", r#"{"num_images": "1_000"}"#, "1000");
}

#[test]
fn what_cannot_be_charged_is_not_run() {
    fails("/many", r#"{"num_images": 18446744073709551615}"#, 500, "0");
    fails("/many", r#"{"num_images": 92233720368}"#, 418, "0");
}

#[test]
fn megapixels_are_rounded_up_for_each_picture() {
    costs(
        "/paint",
        r#"{"image_size": {"width": 1024, "height": 1025}}"#,
        "2",
    );
    costs(
        "/paint",
        r#"{"image_size": {"width": 1366, "height": 768}, "num_images": 3}"#,
        "6",
    );
    costs(
        "/paint",
        r#"{"image_size": "square", "num_images": 3}"#,
        "3",
    );
    costs("/paint", r#"{"image_size": {"width": 2048}}"#, "1");
    costs(
        "/paint",
        r#"{"image_size": {"width": 14142, "height": 14142}, "num_images": 4}"#,
        "764",
    );
}

#[test]
fn seconds_are_taken_by_their_exact_value() {
    costs("/seconds", r#"{"seconds": 5.0}"#, "5");
    costs("/seconds", r#"{"seconds": 0.1}"#, "0.10000000");
    costs(
        "/seconds",
        r#"{"seconds": 8.041666666666666}"#,
        "8.04166667",
    );
    costs("/seconds", r#"{"seconds": 0.001953125}"#, "0.00195312");
    costs("/seconds", r#"{"seconds": 0.005859375}"#, "0.00585938");
    costs("/seconds", r#"{"seconds": 1e-9}"#, "0");
    costs("/single", r#"{"seconds": 8.3}"#, "8.30000000");
}

#[test]
fn a_negative_time_is_no_charge() {
    fails("/seconds", r#"{"seconds": -1.5}"#, 500, "0");
}

#[test]
fn a_time_that_is_no_number_is_never_charged() {
    let client = Client::<Vectors>::start().unwrap();
    let reply = client
        .post_json("/seconds", r#"{"seconds": "nan"}"#)
        .unwrap();
    assert!(matches!(reply.status(), 422 | 500));
    assert_eq!(header(&reply).as_deref(), Some("0"));
}

#[test]
fn factors_are_rounded_once() {
    costs(
        "/tripled",
        r#"{"seconds": 0.3333333333333333}"#,
        "0.99999999",
    );
    costs("/tiny", r#"{"seconds": 2.5}"#, "0.00000002");
    costs("/factor", r#"{"num_images": 2}"#, "2.50000000");
    costs("/factor", r#"{"num_images": 1}"#, "0");
}

#[test]
fn whole_units_are_made_of_the_rounded_product() {
    let seconds = |seconds: f64| format!(r#"{{"seconds": {seconds}}}"#);
    let up = |of: f64, units| costs("/up", &seconds(of), units);
    up(0.0, "2");
    up(5.0, "3");
    up(6.0, "3");
    up(6.00000001, "3");
    up(6.00000002, "4");
    up(7.0, "4");
    // `max` cuts after the rounding.
    up(9.0, "4.50000000");
    let down = |of: f64, units| costs("/down", &seconds(of), units);
    down(0.99999999, "0");
    down(1.0, "1");
    down(8.041666666666666, "8");
    down(92233720367.9, "92233720367");
    let nearest = |of: f64, units| costs("/nearest", &seconds(of), units);
    // The product is 0.99999999, then 1.
    nearest(0.3333333333333333, "1");
    // Ties go to the even one.
    nearest(0.5, "2");
    nearest(1.5, "4");
    nearest(1.16666667, "4");
    nearest(3.0, "9");
    nearest(1e9, "9");
    costs("/custom-up", &seconds(1e-8), "1");
    costs("/custom-up", &seconds(1e-9), "0");
    fails("/custom-up", &seconds(92233720368.1), 500, "0");
}

#[test]
fn text_is_counted_in_code_points() {
    let text = |text: &str| serde_json::json!({ "prompt": text }).to_string();
    costs("/text", &text(""), "1");
    costs("/text", &text(&"a".repeat(999)), "1");
    costs("/text", &text(&"a".repeat(1999)), "1");
    costs("/text", &text(&"a".repeat(2000)), "2");
    costs("/text", &text(&"👨\u{200d}👩\u{200d}👧".repeat(400)), "2");
    costs("/text", &text(&"e\u{301}".repeat(1000)), "2");
    costs(
        "/text",
        &format!(r#"{{"prompt": "{}"}}"#, r"\ud83d\ude00".repeat(2000)),
        "2",
    );
}

#[test]
fn the_bill_is_bounded() {
    costs("/halved", r#"{"num_images": 1}"#, "2");
    costs("/halved", r#"{"num_images": 5}"#, "2.50000000");
    costs("/doubled", r#"{"num_images": 4}"#, "5");
    costs("/made", r#"{"made": 0}"#, "2");
    fails("/made", r#"{"made": 9, "fails": true}"#, 500, "0");
}

#[test]
fn a_method_may_say_the_units() {
    costs("/custom", r#"{"seconds": 1.25}"#, "2.50000000");
    costs("/custom", r#"{"seconds": 3}"#, "5");
    fails("/custom", r#"{"seconds": -1}"#, 500, "0");
}

#[test]
fn a_failure_costs_what_its_author_says_where_that_is_allowed() {
    for status in 400..600 {
        let allowed = status < 499 && ![408, 409, 425, 429].contains(&status);
        let body = |billed: f64| format!(r#"{{"status": {status}, "billed": {billed}}}"#);
        fails(
            "/billed",
            &body(2.5),
            status,
            if allowed { "2.50000000" } else { "0" },
        );
        fails(
            "/billed",
            &body(11.0),
            status,
            if allowed { "10" } else { "0" },
        );
        fails("/billed", &body(-1.0), status, "0");
    }
}

#[test]
fn a_status_that_is_no_failure_is_a_free_500() {
    for status in [0, 99, 200, 204, 302, 399, 600, 999, 65535] {
        fails(
            "/billed",
            &format!(r#"{{"status": {status}, "billed": 1}}"#),
            500,
            "0",
        );
    }
}

#[test]
fn compute_seconds_are_the_platforms() {
    let client = Client::<Vectors>::start().unwrap();
    let reply = client.post_json("/machine", r#"{"made": 1}"#).unwrap();
    assert_eq!((reply.status(), header(&reply)), (200, None));
    fails("/machine", r#"{"made": 1, "fails": true}"#, 422, "0");
    fails("/machine", r#"{"made": "many"}"#, 422, "0");
}

#[test]
fn free_is_free() {
    costs("/free", r#"{"made": 1}"#, "0");
    fails("/free", r#"{"made": 1, "fails": true}"#, 422, "0");
}
