//! Uploads a file in one request.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};

use super::announce::TO_PUT;
use super::{Store, Uploader};
use crate::fields::Attachment;
use crate::net::{Failure, Outgoing, persist};

impl Uploader {
    /// Uploads the file and returns the URL at which callers get it.
    ///
    /// # Errors
    /// The store refused the file.
    pub(super) async fn put(
        &self,
        store: Store,
        attachment: &Attachment,
    ) -> Result<String, Failure> {
        let announced = self.announce(store, "initiate", attachment).await?;
        let put = Outgoing {
            method: Method::PUT,
            url: announced.upload,
            headers: content_type(attachment)?,
            body: attachment.bytes.clone(),
        };
        persist(&put, TO_PUT).await?;
        Ok(announced.file)
    }
}

/// The only header that the store wants with the bytes: whoever has the URL may upload, so no key is sent.
pub(super) fn content_type(attachment: &Attachment) -> Result<HeaderMap, Failure> {
    let content_type = HeaderValue::try_from(&attachment.content_type).map_err(|_| {
        Failure::Final(format!(
            "`{}` is not a valid content type",
            attachment.content_type
        ))
    })?;
    Ok(HeaderMap::from_iter([(CONTENT_TYPE, content_type)]))
}
