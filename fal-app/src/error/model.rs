//! The failures that fal documents for models (`docs/platform.md` §4.3): callers branch on their type.

use http::StatusCode;
use serde_json::{Value, json};

use super::failure::{Error, Kind};
use super::location::Location;
use super::model_error::ModelError;

/// A failure of the model or of what it needs: it concerns the request as a whole.
fn failed(r#type: &'static str, status: StatusCode, message: &str) -> Error {
    Error::new(Kind::Model(ModelError {
        r#type,
        status,
        loc: Vec::new(),
        message: message.to_owned(),
        context: json!({}),
    }))
}

/// A value of the input that the model refuses, with a 422.
pub(super) fn refused(
    r#type: &'static str,
    at: impl Location,
    message: impl Into<String>,
    context: Value,
) -> Error {
    Error::new(Kind::Model(ModelError {
        r#type,
        status: StatusCode::UNPROCESSABLE_ENTITY,
        loc: at.segments(),
        message: message.into(),
        context,
    }))
}

/// The failures of a model and of what it needs. They are never billed, and callers may try again.
impl Error {
    /// `internal_server_error`, a 500.
    pub fn internal_server_error() -> Self {
        failed(
            "internal_server_error",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal server error",
        )
    }

    /// `generation_timeout`, a 504: the generation took too long.
    pub fn generation_timeout() -> Self {
        failed(
            "generation_timeout",
            StatusCode::GATEWAY_TIMEOUT,
            "Generation timeout",
        )
    }

    /// `downstream_service_error`: a service that the model needs failed. A 500; fal's page once said 400, which could
    /// be billed to the caller.
    pub fn downstream_service_error() -> Self {
        failed(
            "downstream_service_error",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Downstream service error",
        )
    }

    /// `downstream_service_unavailable`, a 500: a service that the model needs cannot be reached.
    pub fn downstream_service_unavailable() -> Self {
        failed(
            "downstream_service_unavailable",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Downstream service unavailable",
        )
    }
}

/// The inputs that a model refuses, each a 422 at its place in the input; `()` is the input as a whole.
impl Error {
    /// `content_policy_violation`: a content checker flagged it.
    pub fn content_policy_violation(at: impl Location) -> Self {
        let message = "The content could not be processed because it contained material flagged by a content checker.";
        refused("content_policy_violation", at, message, json!({}))
    }

    /// `no_media_generated`: the model made nothing of it.
    pub fn no_media_generated(at: impl Location) -> Self {
        let message = "The model did not generate the expected output for this prompt.";
        refused("no_media_generated", at, message, json!({}))
    }

    /// `image_too_small`: it must have so many pixels in width and height.
    pub fn image_too_small(at: impl Location, min_width: u32, min_height: u32) -> Self {
        let context = json!({ "min_height": min_height, "min_width": min_width });
        refused("image_too_small", at, "Image too small", context)
    }

    /// `image_too_large`: it may have so many pixels in width and height.
    pub fn image_too_large(at: impl Location, max_width: u32, max_height: u32) -> Self {
        let context = json!({ "max_height": max_height, "max_width": max_width });
        refused("image_too_large", at, "Image too large", context)
    }

    /// `image_load_error`: it cannot be read as an image.
    pub fn image_load_error(at: impl Location) -> Self {
        refused("image_load_error", at, "Image load error", json!({}))
    }

    /// `file_download_error`: its URL cannot be fetched.
    pub fn file_download_error(at: impl Location) -> Self {
        refused("file_download_error", at, "File download error", json!({}))
    }

    /// `face_detection_error`: it shows no face.
    pub fn face_detection_error(at: impl Location) -> Self {
        let message = "Could not detect face in the image";
        refused("face_detection_error", at, message, json!({}))
    }

    /// `file_too_large`: it may have so many bytes.
    pub fn file_too_large(at: impl Location, max_size: u64) -> Self {
        let context = json!({ "max_size": max_size });
        refused("file_too_large", at, "File too large", context)
    }

    /// `greater_than` a number.
    pub fn greater_than(at: impl Location, gt: impl Into<Value>) -> Self {
        let gt = gt.into();
        let message = format!("Input should be greater than {gt}");
        refused("greater_than", at, message, json!({ "gt": gt }))
    }

    /// `greater_than_equal` to a number.
    pub fn greater_than_equal(at: impl Location, ge: impl Into<Value>) -> Self {
        let ge = ge.into();
        let message = format!("Input should be greater than or equal to {ge}");
        refused("greater_than_equal", at, message, json!({ "ge": ge }))
    }

    /// `less_than` a number.
    pub fn less_than(at: impl Location, lt: impl Into<Value>) -> Self {
        let lt = lt.into();
        let message = format!("Input should be less than {lt}");
        refused("less_than", at, message, json!({ "lt": lt }))
    }

    /// `less_than_equal` to a number.
    pub fn less_than_equal(at: impl Location, le: impl Into<Value>) -> Self {
        let le = le.into();
        let message = format!("Input should be less than or equal to {le}");
        refused("less_than_equal", at, message, json!({ "le": le }))
    }

    /// `multiple_of` a number.
    pub fn multiple_of(at: impl Location, multiple_of: impl Into<Value>) -> Self {
        let of = multiple_of.into();
        let message = format!("Input should be a multiple of {of}");
        refused("multiple_of", at, message, json!({ "multiple_of": of }))
    }

    /// `sequence_too_short`: it must have so many items.
    pub fn sequence_too_short(at: impl Location, min_length: usize) -> Self {
        let message = format!("Sequence should have at least {min_length} items");
        let context = json!({ "min_length": min_length });
        refused("sequence_too_short", at, message, context)
    }

    /// `sequence_too_long`: it may have so many items.
    pub fn sequence_too_long(at: impl Location, max_length: usize) -> Self {
        let message = format!("Sequence should have at most {max_length} items");
        let context = json!({ "max_length": max_length });
        refused("sequence_too_long", at, message, context)
    }

    /// `one_of`: it must be one of these strings or numbers.
    pub fn one_of<T: Into<Value>>(
        at: impl Location,
        expected: impl IntoIterator<Item = T>,
    ) -> Self {
        let expected: Vec<Value> = expected.into_iter().map(Into::into).collect();
        let message = format!("Input should be {}", choices(&expected));
        refused("one_of", at, message, json!({ "expected": expected }))
    }

    /// `feature_not_supported`: the model cannot do it, or not together with the rest.
    pub fn feature_not_supported(at: impl Location) -> Self {
        let message = "Feature not supported";
        refused("feature_not_supported", at, message, json!({}))
    }
}

/// `'a', 'b' or 'c'`, as pydantic says it.
fn choices(expected: &[Value]) -> String {
    let said: Vec<_> = expected
        .iter()
        .map(|value| match value {
            Value::String(text) => format!("'{text}'"),
            other => other.to_string(),
        })
        .collect();
    match said.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
        None => String::new(),
    }
}
