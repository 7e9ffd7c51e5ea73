//! Where the media of one request go.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::{Policy, Uploader};
use crate::context::RequestContext;
use crate::error::{Error, Result};
use crate::fields::{Hole, Parcel, splice};

/// Media that are handed over at once.
const AT_ONCE: usize = 10;

/// The header that names a caller's own bucket.
const POLICY: &str = "x-app-fal-upload-policy";

/// Where the media of one request go.
#[derive(Clone, Debug)]
pub(crate) enum Destination {
    /// Into the answer, as data URIs.
    Answer,
    /// To the platform's store.
    Platform(Uploader),
    /// Into the caller's own bucket.
    Bucket(Arc<Policy>),
}

impl Destination {
    /// # Errors
    /// The caller's policy is none: what the caller is told with a 422.
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

    /// The URL at which callers get a medium, once it is there.
    ///
    /// # Errors
    /// The store did not take it.
    pub(crate) async fn take(self, parcel: Parcel) -> Result<String> {
        match self {
            Self::Answer => Ok(parcel.data_uri()),
            Self::Platform(uploader) => uploader.upload(&parcel).await,
            Self::Bucket(policy) => policy.upload(&parcel).await,
        }
    }

    /// Hands over the media of an answer, and makes its JSON whole.
    ///
    /// # Errors
    /// The first medium that the store did not take.
    pub(crate) async fn fill(&self, json: Vec<u8>, holes: Vec<Hole>) -> Result<Vec<u8>> {
        let (places, parcels): (Vec<usize>, Vec<Parcel>) =
            holes.into_iter().map(|hole| (hole.at, hole.parcel)).unzip();
        let taken = parcels.into_iter().map(|parcel| self.clone().take(parcel));
        let urls = stream::iter(taken).buffered(AT_ONCE);
        let urls: Vec<String> = urls.try_collect().await?;
        splice(&json, places.into_iter().zip(urls)).map_err(Error::internal)
    }
}
