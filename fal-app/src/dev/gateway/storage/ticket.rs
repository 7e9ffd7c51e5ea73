//! The right to upload one file.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use super::super::refusal::Refusal;
use super::super::seal::Seal;
use crate::dev::files::{About, Files};

/// How long tickets and tokens hold.
pub(super) const LASTS: Duration = Duration::from_secs(3600);

const PURPOSE: &str = "upload";

/// The right to upload one file.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// Where the file will be.
    pub(super) id: String,
    pub(super) about: About,
    /// Whether it comes in parts.
    pub(super) is_multipart: bool,
}

impl Ticket {
    pub(super) fn new(about: About, is_multipart: bool) -> Self {
        Self {
            id: Files::new_id(),
            about,
            is_multipart,
        }
    }

    /// As callers keep it.
    pub(super) fn close(&self, seal: &Seal) -> String {
        let said = json!([self.id, self.about.to_json(), self.is_multipart]);
        seal.close(PURPOSE, &said, LASTS)
    }

    /// # Errors
    /// It is no ticket of this marketplace, or too old.
    pub(super) fn open(seal: &Seal, sealed: &str) -> Result<Self, Refusal> {
        let said = seal.open(PURPOSE, sealed).ok_or_else(|| {
            Refusal::new(
                StatusCode::FORBIDDEN,
                "this upload is not known, or expired: initiate it again",
            )
        })?;
        Ok(Self {
            id: said[0].as_str().unwrap_or_default().to_owned(),
            about: About::from_json(&said[1]),
            is_multipart: said[2] == true,
        })
    }
}
