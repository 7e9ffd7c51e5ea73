//! Requests that the app itself sends: it fetches what callers name, and uploads what methods return.
//!
//! Each request has a connection of its own, over HTTP/1.1, and is bounded in time and size. Only [`get`] follows
//! redirects, and checks the address of each. Without the feature `https`, every call of these two is an error.

#![cfg_attr(
    not(feature = "https"),
    allow(dead_code, reason = "only the error is used")
)]

mod failure;
mod platform;
mod report;
mod retry;
mod url;

mod address;
mod connect;
#[cfg(not(feature = "https"))]
mod disabled;
#[cfg(any(feature = "dev", feature = "https"))]
mod exchange;
#[cfg(feature = "https")]
mod get;
#[cfg(feature = "https")]
mod tls;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

pub(crate) use connect::connect;
pub(crate) use failure::Failure;
pub(crate) use platform::{Platform, is_on_platform};
pub(crate) use report::{can_report, report};
pub(crate) use retry::persist;
pub(crate) use url::Url;

#[cfg(not(feature = "https"))]
pub(crate) use disabled::{exchange, get};
#[cfg(feature = "dev")]
pub(crate) use exchange::tell;
#[cfg(feature = "https")]
pub(crate) use {exchange::exchange, get::get};

/// A request that the app sends.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The answer to a request of the app, of any status.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Incoming {
    /// The answer, if its status is a success.
    ///
    /// # Errors
    /// The status is another one. What the server says about it is kept for the log.
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
    /// Those that anybody on the internet can reach. This holds for what callers name.
    Public,
    /// These, and this machine itself. This holds for what callers of a local marketplace name.
    #[cfg(feature = "dev")]
    PublicOrLoopback,
    /// Any. This holds for what the environment and the answers of the platform name.
    Any,
}

/// The limits of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From resolving the name of the host to the last byte of the answer.
    pub(crate) time: Duration,
    /// The largest body of an answer, in bytes.
    pub(crate) size: u64,
}
