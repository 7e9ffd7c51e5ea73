//! What the app itself asks of others: fetching what callers point at, and handing over what was made.
//!
//! One connection a request, over HTTP/1.1, bounded in time and size. Redirects are never followed but by
//! [`get`], which checks each hop anew. The feature `https` holds all of it; without it each call is one error.

#![cfg_attr(
    not(feature = "https"),
    allow(dead_code, reason = "only the error is made")
)]

mod failure;
mod platform;
mod retry;
mod url;

#[cfg(feature = "https")]
mod address;
#[cfg(feature = "https")]
mod connect;
#[cfg(not(feature = "https"))]
mod disabled;
#[cfg(feature = "https")]
mod exchange;
#[cfg(feature = "https")]
mod get;
#[cfg(feature = "https")]
mod tls;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

pub(crate) use failure::Failure;
pub(crate) use platform::Platform;
pub(crate) use retry::persist;
pub(crate) use url::Url;

#[cfg(not(feature = "https"))]
pub(crate) use disabled::{exchange, get};
#[cfg(feature = "https")]
pub(crate) use {exchange::exchange, get::get};

/// A request that the app makes.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Its answer, whatever the status.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Incoming {
    /// # Errors
    /// Its status is no success. What the server said of it is kept for the log.
    pub(crate) fn success(self) -> Result<Self, Failure> {
        if self.status.is_success() {
            return Ok(self);
        }
        let said = String::from_utf8_lossy(&self.body).trim().to_owned();
        Err(Failure::Status(self.status, said))
    }
}

/// Which addresses may be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those that anybody on the internet can reach: what callers name.
    Public,
    /// Any: what the platform's own environment and answers name.
    Any,
}

/// How long an exchange may take, and how much of an answer is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From resolving the name to the last byte.
    pub(crate) time: Duration,
    /// The greatest body of an answer, in bytes.
    pub(crate) size: u64,
}
