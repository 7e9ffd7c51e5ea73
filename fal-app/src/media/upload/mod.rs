//! Uploads the media that methods return, as the SDK does (`docs/platform.md` §5).

#![cfg_attr(
    not(feature = "https"),
    allow(dead_code, reason = "an app without the feature uploads nothing")
)]

mod announce;
mod bucket;
mod data_uri;
mod destination;
mod multipart_put;
mod policy;
mod post;
mod put;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use crate::context::RequestContext;
use crate::error::{Error, Result};
use crate::fields::Attachment;
use crate::net::{Failure, Platform};
use crate::one_line::beginning;

pub(crate) use destination::Destination;

use policy::Policy;

/// Uploads the media of one request to the platform.
#[derive(Clone, Debug)]
pub(crate) struct Uploader {
    platform: Arc<Platform>,
    /// Its headers say for whom files are kept, and for how long.
    context: RequestContext,
}

/// 32 random hexadecimal digits, for names that must differ from others. They are not secret.
pub(super) fn random_hex() -> String {
    let [high, low] = [0, 1].map(|half: u8| RandomState::new().hash_one(half));
    format!("{high:016x}{low:016x}")
}

/// A store of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Store {
    /// The platform's own store, `fal_v3` in the SDK.
    Cdn,
    /// The store for when the first one fails, `fal` in the SDK.
    Gcs,
}

impl Store {
    const fn name(self) -> &'static str {
        match self {
            Self::Cdn => "fal-cdn-v3",
            Self::Gcs => "gcs",
        }
    }
}

/// The most bytes of a file that is uploaded in one request; the SDK's.
const LARGEST_WHOLE: usize = 100 * 1024 * 1024;

impl Uploader {
    /// Uploads a file and returns the URL at which callers get it.
    ///
    /// # Errors
    /// A 500: both stores refused the file.
    pub(crate) async fn upload(&self, attachment: &Attachment) -> Result<String> {
        let failed = match self.store(Store::Cdn, attachment).await {
            Ok(url) => return Ok(url),
            Err(failed) => failed,
        };
        tracing::warn!(name: "upload_falls_back", %failed, file = beginning(&attachment.file_name));
        self.store(Store::Gcs, attachment).await.map_err(|also| {
            let (cdn, gcs) = (Store::Cdn.name(), Store::Gcs.name());
            Error::internal(format!(
                "`{}` was not uploaded: {cdn}: {failed}; {gcs}: {also}",
                attachment.file_name
            ))
        })
    }

    async fn store(&self, store: Store, attachment: &Attachment) -> Result<String, Failure> {
        if attachment.bytes.len() > LARGEST_WHOLE {
            self.put_in_parts(store, attachment).await
        } else {
            self.put(store, attachment).await
        }
    }
}
