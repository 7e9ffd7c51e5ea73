//! The bucket of a caller: `x-app-fal-upload-policy`, an S3 pre-signed POST (`docs/platform.md` §2.4).

use http::HeaderValue;
use serde_json::{Map, Value};

use super::bucket;
use crate::net::Url;

/// Where the caller wants the media of the request to be uploaded, checked as the SDK checks it.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(super) url: Url,
    /// The URL as the caller wrote it. The URLs of files begin with it.
    pub(super) base: String,
    /// The fields of the form, in order. A list becomes a field for each of its values.
    pub(super) fields: Vec<(String, String)>,
    /// The value of `key`, which contains [`FILE_NAME`].
    pub(super) key: String,
}

/// In the key, the file's name replaces this.
pub(super) const FILE_NAME: &str = "${filename}";

impl Policy {
    /// Reads the header. Beside S3, buckets may be at the origin `own`, see [`crate::net::Platform`].
    ///
    /// # Errors
    /// What the caller is told, in the SDK's words.
    pub(crate) fn read(header: &HeaderValue, own: Option<&Url>) -> Result<Self, String> {
        let refused = |why: &str| format!("Invalid x-app-fal-upload-policy header: {why}");
        let policy = serde_json::from_slice(header.as_bytes())
            .map_err(|error| refused(&format!("not valid JSON ({error})")))?;
        let Value::Object(policy) = policy else {
            return Err(refused("expected a JSON object"));
        };
        let Some(Value::String(base)) = policy.get("url") else {
            return Err(refused("must contain string 'url'"));
        };
        let Some(Value::Object(fields)) = policy.get("fields") else {
            return Err(refused("must contain object 'fields'"));
        };
        let url = bucket::url(base, own)
            .map_err(|why| format!("Invalid x-app-fal-upload-policy 'url': {why}"))?;
        let fields = read_fields(fields).map_err(|why| refused(&why))?;
        check_reserved(&fields).map_err(|why| refused(&why))?;
        let key = key(&fields).map_err(&refused)?;
        Ok(Self {
            url,
            base: base.clone(),
            key,
            fields,
        })
    }
}

fn read_fields(fields: &Map<String, Value>) -> Result<Vec<(String, String)>, String> {
    let mut read = Vec::new();
    for (name, value) in fields {
        // This is stricter than S3: a name that only looks like `key` would escape the checks below.
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"')
        {
            return Err(format!(
                "fields.{name:?} is not a valid name of a form field"
            ));
        }
        let is_reserved = ["key", "content-type"].contains(&folded(name).as_str());
        let values = match value {
            Value::Object(_) => return Err(format!("fields.'{name}' must be a string")),
            value if is_reserved && !value.is_string() => {
                return Err(format!("fields.'{name}' must be a string"));
            }
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values {
            read.push((name.clone(), scalar(name, value)?));
        }
    }
    Ok(read)
}

/// A value as the SDK's HTTP client writes it into a form.
fn scalar(name: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value.clone()),
        Value::Array(_) | Value::Object(_) => {
            Err(format!("fields.'{name}' must not contain nested values"))
        }
    }
}

/// S3 ignores the case of names.
pub(super) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn check_reserved(fields: &[(String, String)]) -> Result<(), String> {
    let values = |reserved: &'static str| {
        fields
            .iter()
            .filter(move |(name, _)| folded(name) == reserved)
            .map(|(_, value)| value)
    };
    if values("key").count() > 1 {
        return Err("duplicate 'key' fields".to_owned());
    }
    let mut types = values("content-type");
    let first = types.next();
    if types.any(|other| Some(other) != first) {
        return Err("duplicate 'content-type' fields".to_owned());
    }
    match first {
        Some(content_type) if content_type.chars().any(char::is_control) => {
            Err("the content type contains a control character".to_owned())
        }
        _ => Ok(()),
    }
}

/// The key must be a template, so that the files of one policy do not overwrite each other.
fn key(fields: &[(String, String)]) -> Result<String, &'static str> {
    let key = fields.iter().find(|(name, _)| name == "key");
    let key = key.map(|(_, key)| key.as_str()).unwrap_or_default();
    if !key.contains(FILE_NAME) {
        return Err("fields.key must contain '${filename}'");
    }
    if key.starts_with('/') || key.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("fields.key must not start with '/' or contain '.' or '..' path segments");
    }
    Ok(key.to_owned())
}
