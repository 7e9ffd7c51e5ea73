//! Putting a file in parts.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, ETAG};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::announce::{JSON, TO_PUT, TO_TELL, text};
use super::together::together;
use super::whole::typed;
use super::{Store, Uploader};
use crate::fields::Parcel;
use crate::net::{Failure, Outgoing, Url, persist};

const PART: usize = 10 * 1024 * 1024;
const AT_ONCE: usize = 10;

impl Uploader {
    pub(super) async fn in_parts(&self, store: Store, parcel: &Parcel) -> Result<String, Failure> {
        let announced = self.announce(store, "initiate-multipart", parcel).await?;
        let starts = (0..parcel.bytes.len()).step_by(PART);
        let parts = starts.zip(1..).map(|(start, number)| {
            let end = parcel.bytes.len().min(start + PART);
            let part = Part {
                uploader: self.clone(),
                upload: announced.upload.clone(),
                headers: typed(parcel),
                number,
                bytes: parcel.bytes.slice(start..end),
            };
            part.put(store)
        });
        let parts = together(parts, AT_ONCE).await?;
        self.complete(store, &announced.upload, parts).await?;
        Ok(announced.file)
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

/// One part on its way.
struct Part {
    uploader: Uploader,
    upload: Url,
    headers: Result<HeaderMap, Failure>,
    /// The first is 1.
    number: u32,
    bytes: Bytes,
}

impl Part {
    /// What `complete` says of the part.
    async fn put(self, store: Store) -> Result<Value, Failure> {
        let number = self.number;
        let own = self.upload.with_segments(&number.to_string())?;
        let (url, headers) = match store {
            Store::Cdn => (own, self.headers?),
            Store::Gcs => (self.uploader.place(own).await?, HeaderMap::new()),
        };
        let put = Outgoing {
            method: Method::PUT,
            url,
            headers,
            body: self.bytes,
        };
        let stored = persist(&put, TO_PUT).await?;
        let tag = stored.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        let tag = tag.ok_or_else(|| Failure::Final(format!("part {number} has no `ETag`")))?;
        Ok(match store {
            Store::Cdn => json!({"partNumber": number, "etag": tag}),
            Store::Gcs => json!({"part_number": number, "etag": tag.trim_matches('"')}),
        })
    }
}

impl Uploader {
    /// The second store gives each part a place of its own.
    async fn place(&self, of_part: Url) -> Result<Url, Failure> {
        let asked = Outgoing {
            method: Method::POST,
            url: of_part,
            headers: self.authorized(),
            body: Bytes::new(),
        };
        Url::parse(&text(&persist(&asked, TO_TELL).await?, "upload_url")?)
    }
}
