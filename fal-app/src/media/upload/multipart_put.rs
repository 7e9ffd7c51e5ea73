//! Uploads a file in parts, several of them at once.

use bytes::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use http::header::{ACCEPT, CONTENT_TYPE, ETAG};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::announce::{JSON, TO_PUT, TO_TELL, text};
use super::put::content_type;
use super::{Store, Uploader};
use crate::fields::Attachment;
use crate::net::{Failure, Outgoing, Url, persist};

/// The size of each part but the last, in bytes; the SDK's (`docs/platform.md` §5).
const PART: usize = 10 * 1024 * 1024;

/// How many parts are uploaded at the same time; the SDK's.
const AT_ONCE: usize = 10;

impl Uploader {
    /// Uploads the parts, then tells the store that all are there. Returns the URL at which callers get the file.
    ///
    /// # Errors
    /// The store refused the file or one of its parts.
    pub(super) async fn put_in_parts(
        &self,
        store: Store,
        attachment: &Attachment,
    ) -> Result<String, Failure> {
        let announced = self
            .announce(store, "initiate-multipart", attachment)
            .await?;
        let headers = content_type(attachment)?;
        let starts = (0..attachment.bytes.len()).step_by(PART);
        let parts = starts.zip(1..).map(|(start, number)| {
            let end = attachment.bytes.len().min(start + PART);
            let bytes = attachment.bytes.slice(start..end);
            self.put_part(store, &announced.upload, number, headers.clone(), bytes)
        });
        let parts = stream::iter(parts).buffered(AT_ONCE).try_collect().await?;
        self.complete(store, &announced.upload, parts).await?;
        Ok(announced.file)
    }

    /// Uploads one part; the first has the number 1. Returns what [`Uploader::complete`] says of it.
    async fn put_part(
        &self,
        store: Store,
        upload: &Url,
        number: u32,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Value, Failure> {
        let own = upload.with_segments(&number.to_string())?;
        let (url, headers) = match store {
            Store::Cdn => (own, headers),
            Store::Gcs => (self.part_url(own).await?, HeaderMap::new()),
        };
        let put = Outgoing {
            method: Method::PUT,
            url,
            headers,
            body,
        };
        let stored = persist(&put, TO_PUT).await?;
        let tag = stored.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        let tag = tag.ok_or_else(|| {
            Failure::Final(format!("the answer to part {number} has no header `ETag`"))
        })?;
        Ok(match store {
            Store::Cdn => json!({"partNumber": number, "etag": tag}),
            Store::Gcs => json!({"part_number": number, "etag": tag.trim_matches('"')}),
        })
    }

    /// Asks the second store for the URL of a part: it gives each part its own.
    async fn part_url(&self, part: Url) -> Result<Url, Failure> {
        let asked = Outgoing {
            method: Method::POST,
            url: part,
            headers: self.authorized(),
            body: Bytes::new(),
        };
        Url::parse(&text(&persist(&asked, TO_TELL).await?, "upload_url")?)
    }

    async fn complete(&self, store: Store, upload: &Url, parts: Vec<Value>) -> Result<(), Failure> {
        let mut headers = match store {
            Store::Cdn => HeaderMap::new(),
            Store::Gcs => self.authorized(),
        };
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        let complete = Outgoing {
            method: Method::POST,
            url: upload.with_segments("complete")?,
            headers,
            body: Bytes::from(json!({"parts": parts}).to_string()),
        };
        persist(&complete, TO_TELL).await.map(drop)
    }
}
