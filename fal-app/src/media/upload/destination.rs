//! Where the media of one request go.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use http::HeaderName;
use serde_json::Value;

use super::{Policy, Uploader, data_uri};
use crate::context::RequestContext;
#[cfg(not(feature = "https"))]
use crate::error::Error;
use crate::error::Result;
use crate::fields::{Attachment, MissingUrl, insert_urls};
#[cfg(not(feature = "https"))]
use crate::net::Failure;

/// How many media of an answer are uploaded at the same time.
const AT_ONCE: usize = 10;

/// The header in which a caller names a bucket (`docs/platform.md` §2.4).
const POLICY: HeaderName = HeaderName::from_static("x-app-fal-upload-policy");

/// Where the media of one request go.
#[derive(Clone, Debug)]
pub(crate) enum Destination {
    /// In the answer itself, as data URIs: without the platform's key, or because the caller asked for it.
    Answer,
    /// To the platform's store.
    Platform(Uploader),
    /// Into the caller's own bucket.
    Bucket(Arc<Policy>),
}

impl Destination {
    /// Where the media of a request go: the caller may name a bucket of their own.
    ///
    /// # Errors
    /// The policy that names it is not valid: what the caller is told with a 422.
    pub(crate) fn of(context: &RequestContext) -> Result<Self, String> {
        let platform = context.platform();
        if let Some(policy) = context.headers().get(POLICY) {
            let own = platform.and_then(|platform| platform.files.as_ref());
            return Ok(Self::Bucket(Arc::new(Policy::read(policy, own)?)));
        }
        Ok(match platform {
            Some(platform) => Self::Platform(Uploader {
                platform: Arc::clone(platform),
                context: context.clone(),
            }),
            None => Self::Answer,
        })
    }

    /// Uploads a medium, and returns the URL at which callers get it.
    ///
    /// # Errors
    /// The store refused it.
    pub(crate) async fn take(self, attachment: Attachment) -> Result<String> {
        match self {
            Self::Answer => Ok(attachment.data_uri()),
            #[cfg(feature = "https")]
            Self::Platform(uploader) => uploader.upload(&attachment).await,
            // An app that can send nothing carries no code for it.
            #[cfg(not(feature = "https"))]
            Self::Platform(_) => Err(Error::internal(format!(
                "`{}` was not uploaded: {}",
                attachment.file_name,
                Failure::NoFeature
            ))),
            Self::Bucket(policy) => policy.upload(&attachment).await,
        }
    }

    /// Uploads the media of an answer, and writes their URLs into its JSON.
    ///
    /// # Errors
    /// That of the first medium which the store refused.
    pub(crate) async fn fill(&self, json: Vec<u8>, missing: Vec<MissingUrl>) -> Result<Vec<u8>> {
        if matches!(self, Self::Answer) {
            return Ok(data_uri::insert(&json, &missing));
        }
        let places: Vec<usize> = missing.iter().map(|url| url.at).collect();
        let taken = missing
            .into_iter()
            .map(|url| self.clone().take(url.attachment));
        let urls = stream::iter(taken).buffered(AT_ONCE);
        let urls: Vec<String> = urls.try_collect().await?;
        let bytes = urls.iter().map(String::len).sum();
        let urls = places.into_iter().zip(urls);
        Ok(insert_urls(&json, urls, bytes, |url, json| {
            json.extend_from_slice(Value::String(url).to_string().as_bytes());
        }))
    }
}
