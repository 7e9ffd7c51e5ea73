//! A whole reply.

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;
use serde_json::Value;

use crate::error::Result;
use crate::server::UNITS;
use crate::units::BillableUnits;

/// The answer of the app.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) charged: Option<BillableUnits>,
}

impl Reply {
    /// The HTTP status: 200 for a success.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// The body is not JSON.
    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The value of each event of a stream, in their order. A stream with a `content_type` has none: read its [`body`](Self::body).
    ///
    /// # Errors
    /// The body is not a series of events.
    pub fn events(&self) -> Result<Vec<Value>> {
        let text = std::str::from_utf8(&self.body)?;
        let events = text.split_terminator("\n\n");
        events
            .filter_map(|event| value(event).transpose())
            .collect()
    }

    /// What a deferred stream is charged: the platform is told it after the stream. `None` for all else, whose
    /// [`units`](Self::units) stand in the header.
    #[must_use]
    pub fn deferred_units(&self) -> Option<BillableUnits> {
        self.charged
    }

    /// The units of the header `x-fal-billable-units`; `None` for a success of `per_compute_second`.
    #[must_use]
    pub fn units(&self) -> Option<BillableUnits> {
        units(&self.headers)
    }
}

pub(super) fn units(headers: &HeaderMap) -> Option<BillableUnits> {
    headers.get(UNITS)?.to_str().ok()?.parse().ok()
}

/// The value of an event; `None` for a comment, which keeps a connection alive.
pub(super) fn value(event: &str) -> Result<Option<Value>> {
    if event.starts_with(':') {
        return Ok(None);
    }
    let data = event.strip_prefix("data: ").ok_or("not an event")?;
    Ok(Some(serde_json::from_str(data)?))
}
