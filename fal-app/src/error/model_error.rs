//! A failure that fal documents for models (`docs/platform.md` §4.3).

use std::fmt;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::location::{Segment, loc};

/// The page that documents the types.
const PAGE: &str = "https://docs.fal.ai/errors";

/// A documented failure.
pub(super) struct ModelError {
    pub(super) r#type: &'static str,
    pub(super) status: StatusCode,
    pub(super) loc: Vec<Segment>,
    pub(super) message: String,
    /// Numbers and choices for programs to read; an empty object where there are none.
    pub(super) context: Value,
}

impl ModelError {
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// A mistake of the caller fails each time; all else may succeed when it is tried again.
    pub(super) fn retryable(&self) -> bool {
        self.status.is_server_error()
    }

    /// The `detail` of the answer, its keys in the order of the SDK.
    pub(super) fn detail(&self) -> Value {
        let mut item = Map::new();
        item.insert("loc".to_owned(), loc(&self.loc));
        item.insert("msg".to_owned(), self.message.as_str().into());
        item.insert("type".to_owned(), self.r#type.into());
        item.insert("url".to_owned(), format!("{PAGE}#{}", self.r#type).into());
        if self.context != json!({}) {
            item.insert("ctx".to_owned(), self.context.clone());
        }
        Value::Array(vec![Value::Object(item)])
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.r#type, self.message)
    }
}
