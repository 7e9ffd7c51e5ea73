//! Announces a file to a store, which answers where to upload it and where callers get it.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::{Store, Uploader};
use crate::fields::Attachment;
use crate::net::{Failure, Incoming, Limits, Outgoing, Url, persist};

/// The limits of a request about a file; the SDK's (`docs/platform.md` §5).
pub(super) const TO_TELL: Limits = Limits {
    time: Duration::from_secs(10),
    size: 1024 * 1024,
};

/// The limits of a request with the bytes of a file; the SDK's.
pub(super) const TO_PUT: Limits = Limits {
    time: Duration::from_secs(300),
    size: 1024 * 1024,
};

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What the store answers.
#[derive(Debug)]
pub(super) struct Announced {
    /// The URL to which the bytes are uploaded.
    pub(super) upload: Url,
    /// The URL at which callers get the file.
    pub(super) file: String,
}

impl Uploader {
    pub(super) async fn announce(
        &self,
        store: Store,
        how: &str,
        attachment: &Attachment,
    ) -> Result<Announced, Failure> {
        let url = format!(
            "{}/storage/upload/{how}?storage_type={}",
            self.platform.rest,
            store.name()
        );
        let file =
            json!({"file_name": attachment.file_name, "content_type": attachment.content_type});
        let asked = Outgoing {
            method: Method::POST,
            url: Url::parse(&url)?,
            headers: self.headers(store),
            body: Bytes::from(file.to_string()),
        };
        let told = persist(&asked, TO_TELL).await?;
        Ok(Announced {
            upload: Url::parse(&text(&told, "upload_url")?)?,
            file: text(&told, "file_url")?,
        })
    }

    fn headers(&self, store: Store) -> HeaderMap {
        let mut headers = self.authorized();
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        if store == Store::Cdn {
            for name in ["x-fal-cdn-token", "x-fal-request-id"].map(HeaderName::from_static) {
                if let Some(value) = self.context.headers().get(&name) {
                    headers.insert(name, value.clone());
                }
            }
        }
        if let Some(lifecycle) = self.lifecycle() {
            for name in [
                "x-fal-object-lifecycle",
                "x-fal-object-lifecycle-preference",
            ] {
                headers.insert(HeaderName::from_static(name), lifecycle.clone());
            }
        }
        headers
    }

    pub(super) fn authorized(&self) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, self.platform.key.clone())])
    }

    /// How long the caller wants files to be kept, as JSON. A value that is not an object, or an empty one, is ignored, as
    /// in the SDK.
    fn lifecycle(&self) -> Option<HeaderValue> {
        let wanted = self
            .context
            .headers()
            .get("x-fal-object-lifecycle-preference")?;
        match serde_json::from_slice(wanted.as_bytes()).ok()? {
            Value::Object(wishes) if wishes.is_empty() => None,
            Value::Object(_) => Some(wanted.clone()),
            _ => None,
        }
    }
}

/// Reads a string from the JSON of an answer.
pub(super) fn text(told: &Incoming, member: &str) -> Result<String, Failure> {
    let json: Value = serde_json::from_slice(&told.body)
        .map_err(|error| Failure::Final(format!("the answer is no JSON: {error}")))?;
    match json.get(member) {
        Some(Value::String(text)) => Ok(text.clone()),
        _ => Err(Failure::Final(format!("the answer has no `{member}`"))),
    }
}
