//! The app: its process, what it says of itself, and how it is asked. All of it goes over HTTP on loopback.

mod attempt;
mod client;
mod current;
pub(crate) mod document;
mod environment;
mod faults;
mod health;
mod keeper;
mod output;
mod process;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;

pub(crate) use client::Failure;
pub(crate) use current::{App, NotUp, Up};
pub(crate) use environment::Platform;
pub(crate) use faults::{Answer, Fault, Faults};
pub(crate) use health::HealthCheck;
pub(crate) use keeper::Keeper;
pub(crate) use output::{Lines, Listener, Output};
pub(crate) use process::{Failed, Start};

/// A request by POST. A path that is no part of a URI is `/`.
pub(crate) fn post(path: &str, body: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = path.parse().unwrap_or_default();
    request
}
