//! What a method may answer instead of a value.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::billing::BillableUnits;

/// A failure, and what the caller is told of it.
#[derive(Debug)]
pub struct Error {
    status: u16,
    detail: String,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What methods return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the caller is told of an [`Error`].
#[derive(Debug)]
pub(crate) struct Told {
    /// 503 for a GPU failure, and for nothing else.
    pub(crate) status: StatusCode,
    /// `{"detail": …}` as JSON.
    pub(crate) body: Vec<u8>,
    /// What tells the platform to retry, or to stop the runner.
    pub(crate) headers: HeaderMap,
    /// `.billed(units)`
    pub(crate) billed: Option<BillableUnits>,
    /// For the log alone; None where the caller is told all there is.
    pub(crate) cause: Option<String>,
}

impl Error {
    /// A status and what the caller is told.
    pub fn status(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            cause: None,
        }
    }

    /// What the caller is told.
    pub(crate) fn answer(self) -> Told {
        Told {
            status: StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body: serde_json::json!({ "detail": self.detail })
                .to_string()
                .into_bytes(),
            headers: HeaderMap::new(),
            billed: None,
            cause: self.cause.map(|cause| cause.to_string()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => cause.fmt(f),
            None => f.write_str(&self.detail),
        }
    }
}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Error {
    fn from(cause: E) -> Self {
        Self {
            status: 500,
            detail: "Internal Server Error".to_owned(),
            cause: Some(cause.into()),
        }
    }
}
