//! What a failure tells the caller, the platform and the log.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::io;

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use serde_json::{Value, json};

#[fal_app]
#[derive(Default)]
struct Failures;

#[input]
struct HowInput {
    how: String,
}

/// An error whose text says nothing of its source.
#[derive(Debug)]
struct Wrapped(io::Error);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the inference failed")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[endpoints]
impl Failures {
    #[endpoint("/")]
    async fn fail(&self, input: HowInput) -> Result<()> {
        Err(match input.how.as_str() {
            "cause" => io::Error::other("the disk is full").into(),
            "panic" => panic!("the tensor has no shape"),
            "cuda panic" => panic!("DriverError(CUDA_ERROR_OUT_OF_MEMORY, \"out of memory\")"),
            "cuda" => "cuBLAS failed to start".into(),
            "memory" => "CUDA error: out of memory (allocating 2 GiB)".into(),
            "wrapped" => Wrapped(io::Error::other("NCCL timed out")).into(),
            "gpu" => Error::gpu("the card fell off the bus"),
            "said" => Error::status(500, "CUDA is what I say it is"),
            "field" => Error::field("title", "too bold"),
            "at" => Error::at(("loras", 0, "path"), "no such file"),
            "whole" => Error::at((), "nothing fits"),
            "retry" => Error::status(500, "again").retry(true).stop_runner(true),
            "no retry" => Error::status(500, "never").retry(false).stop_runner(false),
            "flagged" => Error::content_policy_violation("prompt"),
            "too small" => Error::image_too_small(("images", 1), 256, 512),
            "one of" => Error::one_of("sampler", ["EulerA", "DPM++"]),
            "files" => {
                Error::archive_file_count_exceeds_maximum("images_url", 100, 150, &[".jpg", ".png"])
            }
            "long" => Error::audio_duration_too_long("audio_url", 60, 90.5),
            "timeout" => Error::generation_timeout(),
            other => Error::status(404, format!("no way to fail `{other}`")),
        })
    }

    /// Sets a header, and then succeeds or fails.
    #[endpoint("/headed")]
    #[billable(units(output.number))]
    async fn headed(&self, input: HowInput, context: &RequestContext) -> Result<Number> {
        context.set_header("x-seed", "7")?;
        headed(&input.how)
    }

    #[endpoint("/headed-on-a-thread")]
    #[billable(units(output.number))]
    fn headed_on_a_thread(&self, input: HowInput, context: &RequestContext) -> Result<Number> {
        context.set_header("x-seed", "7")?;
        headed(&input.how)
    }
}

#[output]
struct Number {
    number: f64,
    other: f64,
}

fn headed(how: &str) -> Result<Number> {
    match how {
        "succeeds" => Ok(Number {
            number: 1.0,
            other: 1.0,
        }),
        "fails" => Err(Error::status(403, "not yours")),
        "overflows" => Ok(Number {
            number: 1e300,
            other: 1.0,
        }),
        "is not JSON" => Ok(Number {
            number: 1.0,
            other: f64::NAN,
        }),
        _ => panic!("the tensor has no shape"),
    }
}

fn fail(how: &str) -> Reply {
    let client = Client::<Failures>::start().unwrap();
    let reply = client.post("/", &HowInput::required(how)).unwrap();
    assert_eq!(reply.headers()["x-fal-billable-units"], "0");
    reply
}

#[track_caller]
fn told(how: &str, status: u16, detail: &Value) {
    let reply = fail(how);
    assert_eq!(
        (reply.status(), &reply.json().unwrap()["detail"]),
        (status, detail)
    );
}

#[test]
fn a_cause_stays_in_the_log() {
    told("cause", 500, &json!("Internal Server Error"));
    told("panic", 500, &json!("Internal Server Error"));
    told("other", 404, &json!("no way to fail `other`"));
}

#[test]
fn a_failure_of_the_gpu_replaces_the_runner() {
    told("cuda panic", 503, &json!("CUDA error: out of memory"));
    told("cuda", 503, &json!("GPU error"));
    told("memory", 503, &json!("CUDA error: out of memory"));
    told("wrapped", 503, &json!("GPU error"));
    told("gpu", 503, &json!("GPU error"));
    told("said", 500, &json!("CUDA is what I say it is"));
}

#[test]
fn fields_are_refused_as_the_sdk_does() {
    let body = |how| String::from_utf8(fail(how).body().to_vec()).unwrap();
    assert_eq!(
        body("field"),
        r#"{"detail":[{"loc":["body","title"],"msg":"too bold","type":"value_error"}]}"#
    );
    assert_eq!(
        body("at"),
        r#"{"detail":[{"loc":["body","loras",0,"path"],"msg":"no such file","type":"value_error"}]}"#
    );
    told(
        "whole",
        422,
        &json!([{"loc": ["body"], "msg": "nothing fits", "type": "value_error"}]),
    );
}

#[test]
fn documented_failures_are_told_as_documented() {
    let url = |kind: &str| format!("https://docs.fal.ai/errors#{kind}");
    told(
        "flagged",
        422,
        &json!([{
            "loc": ["body", "prompt"],
            "msg": "The content could not be processed because it contained material flagged by a content checker.",
            "type": "content_policy_violation",
            "url": url("content_policy_violation"),
        }]),
    );
    told(
        "too small",
        422,
        &json!([{
            "loc": ["body", "images", 1],
            "msg": "Image too small",
            "type": "image_too_small",
            "url": url("image_too_small"),
            "ctx": {"min_height": 512, "min_width": 256},
        }]),
    );
    let message = |how| fail(how).json().unwrap()["detail"][0]["msg"].clone();
    assert_eq!(message("one of"), "Input should be 'EulerA' or 'DPM++'");
    assert_eq!(
        message("files"),
        "Too many files in the archive. Maximum is 100 files with extensions .jpg, .png, found 150. Remove 50 matching \
         files from the archive."
    );
    assert_eq!(
        message("long"),
        "Audio duration exceeds the maximum allowed. Maximum is 60 seconds, provided is 90.5 seconds."
    );
    assert_eq!(fail("timeout").status(), 504);
}

#[test]
fn the_platform_is_told_what_to_do() {
    let headers = |how| {
        let reply = fail(how);
        ["x-fal-needs-retry", "x-fal-retryable", "x-fal-stop-runner"].map(|name| {
            reply
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        })
    };
    let said = |words: [&str; 3]| words.map(|word| Some(word.to_owned()));
    assert_eq!(headers("retry"), said(["1", "true", "1"]));
    assert_eq!(headers("no retry"), said(["0", "false", "0"]));
    assert_eq!(headers("cause"), [None, None, None]);
    assert_eq!(headers("flagged"), [None, Some("false".to_owned()), None]);
    assert_eq!(headers("timeout"), [None, Some("true".to_owned()), None]);
}

#[test]
fn headers_of_the_method_leave_however_it_ends() {
    let client = Client::<Failures>::start().unwrap();
    for path in ["/headed", "/headed-on-a-thread"] {
        for (how, status) in [
            ("succeeds", 200),
            ("fails", 403),
            ("overflows", 500),
            ("is not JSON", 500),
            ("panics", 500),
        ] {
            let reply = client.post_json(path, json!({"how": how})).unwrap();
            assert_eq!(reply.status(), status, "{how}");
            assert_eq!(reply.headers()["x-seed"], "7", "{how}");
        }
    }
}
