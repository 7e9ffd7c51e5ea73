//! Posts a file to the bucket of a caller.

use std::fmt::Write;

use bytes::{BufMut, Bytes, BytesMut};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::announce::TO_PUT;
use super::policy::{FILE_NAME, Policy, folded};
use super::random_hex;
use crate::error::{Error, Result};
use crate::fields::Attachment;
use crate::net::{Failure, Outgoing, persist};

/// The most bytes of a file: S3 accepts no larger form.
const LARGEST: usize = 5 * 1024 * 1024 * 1024;

impl Policy {
    /// Uploads a file and returns its URL in the bucket. There is no second store: the caller asked for this one.
    ///
    /// # Errors
    /// A 422 when the file does not obey the policy or the app cannot upload, a 424 when the bucket refuses the file.
    pub(crate) async fn upload(&self, attachment: &Attachment) -> Result<String> {
        self.check(attachment)
            .map_err(|why| Error::status(422, why))?;
        let key = self
            .key
            .replace(FILE_NAME, &own_name(&attachment.file_name));
        let form = self.form(&key, attachment);
        match persist(&form.map_err(failed)?, TO_PUT).await {
            // A policy may tell S3 to redirect after the upload.
            Ok(_) | Err(Failure::Status(StatusCode::SEE_OTHER, _)) => Ok(format!(
                "{}/{}",
                self.base.trim_end_matches('/'),
                quoted(&key)
            )),
            Err(failure) => Err(failed(failure)),
        }
    }

    fn check(&self, attachment: &Attachment) -> Result<(), String> {
        let Attachment {
            bytes,
            content_type,
            file_name,
        } = attachment;
        if bytes.len() > LARGEST {
            return Err(format!(
                "Upload via x-app-fal-upload-policy is {} bytes, which exceeds the {LARGEST}-byte S3 POST limit",
                bytes.len()
            ));
        }
        if file_name.contains(['/', '\\']) {
            return Err(format!(
                "Invalid x-app-fal-upload-policy file name '{file_name}': must not contain a path separator"
            ));
        }
        match self.content_type() {
            Some(signed) if signed != content_type => Err(format!(
                "Invalid x-app-fal-upload-policy header: the content type is '{signed}' but the file being uploaded \
                 is '{content_type}'; a signed Content-Type cannot be changed"
            )),
            _ => Ok(()),
        }
    }

    fn content_type(&self) -> Option<&str> {
        let signed = self
            .fields
            .iter()
            .find(|(name, _)| folded(name) == "content-type");
        signed.map(|(_, value)| value.as_str())
    }

    fn form(&self, key: &str, attachment: &Attachment) -> Result<Outgoing, Failure> {
        let boundary = random_hex();
        let mut head = String::new();
        let mut field = |name: &str, value: &str| {
            let _ = write!(
                head,
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        };
        for (name, value) in &self.fields {
            field(name, if name == "key" { key } else { value });
        }
        if self.content_type().is_none() {
            field("Content-Type", &attachment.content_type);
        }
        // S3 ignores fields after the file.
        let _ = write!(
            head,
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            quoted(&attachment.file_name),
            attachment.content_type
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let mut body = BytesMut::with_capacity(head.len() + attachment.bytes.len() + tail.len());
        body.put_slice(head.as_bytes());
        body.put_slice(&attachment.bytes);
        body.put_slice(tail.as_bytes());
        let form = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"))
            .map_err(|error| Failure::Final(error.to_string()))?;
        Ok(Outgoing {
            method: Method::POST,
            url: self.url.clone(),
            headers: HeaderMap::from_iter([(CONTENT_TYPE, form)]),
            body: Bytes::from(body),
        })
    }
}

/// The answer of a bucket may be secret, so the error has only its status.
fn failed(failure: Failure) -> Error {
    tracing::warn!(name: "upload_policy_failure", %failure);
    if matches!(failure, Failure::NoFeature) {
        return Error::status(422, "this app does not support x-app-fal-upload-policy");
    }
    let with = match failure {
        Failure::Status(status, _) => format!(" with status {}", status.as_u16()),
        _ => String::new(),
    };
    Error::status(
        424,
        format!("Upload via x-app-fal-upload-policy failed{with}."),
    )
}

/// A name that no other file of the policy has.
fn own_name(file_name: &str) -> String {
    format!("{}-{file_name}", random_hex())
}

/// The letters that Python's `quote(…, safe="/~")` encodes.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'~')
    .remove(b'_')
    .remove(b'.')
    .remove(b'-');

fn quoted(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, QUOTED)
}
