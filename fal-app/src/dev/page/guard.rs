//! What changes something is asked by the page itself, and by nobody else. The gateway has looked at the `Host` before.

use std::net::IpAddr;

use http::header::{HeaderMap, ORIGIN};
use http::{Method, Request, StatusCode};

use super::answer::Refused;
use crate::dev::gateway::authority;

/// Lets a request through.
///
/// # Errors
/// It changes something, and does not come from this page.
pub(super) fn check<B>(request: &Request<B>) -> Result<(), Refused> {
    let refused = |why: &str| Err(Refused::new(StatusCode::FORBIDDEN, why));
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return Ok(());
    }
    let Some(authority) = authority(request.uri(), request.headers()) else {
        return refused("the request has no `Host`");
    };
    if only(request.headers(), ORIGIN.as_str()) != Some(&*format!("http://{authority}")) {
        return refused("the `Origin` is not this page");
    }
    match only(request.headers(), "sec-fetch-site") {
        Some("same-origin") => Ok(()),
        // Browsers say it only where nobody listens on the way.
        None if !is_loopback(authority.host()) => Ok(()),
        _ => refused("the request is not of this page: `Sec-Fetch-Site` must be `same-origin`"),
    }
}

/// The value of a header that is sent once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address: Result<IpAddr, _> = address.parse();
    address.map_or(true, |address| address.is_loopback())
}
