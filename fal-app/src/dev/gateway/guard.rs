//! Which requests are looked at at all. A page of another site, open in a browser on this machine, must not reach the
//! marketplace.

use std::net::IpAddr;

use http::header::{self, HeaderMap};
use http::uri::Authority;
use http::{Request, StatusCode, Uri};

use super::refusal::Refusal;

/// Lets a request through.
///
/// # Errors
/// It names another host, or comes from a page of another site.
pub(super) fn check<B>(request: &Request<B>) -> Result<(), Refusal> {
    let (uri, headers) = (request.uri(), request.headers());
    let refused = |why: &str| Err(Refusal::new(StatusCode::FORBIDDEN, why));
    let Some(authority) = authority(uri, headers) else {
        return refused("The request must have one `Host`");
    };
    // A name that somebody else gave this machine may lead a page of theirs here.
    if authority.as_str().contains('@') || !is_this_machine(authority.host()) {
        return refused("The `Host` is not this machine: use `localhost` or the IP address");
    }
    let is_cross_site = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site");
    if is_cross_site
        || headers
            .get_all(header::ORIGIN)
            .iter()
            .any(|origin| !is_local(origin.as_bytes(), authority.host()))
    {
        return refused("Requests from other sites are refused");
    }
    Ok(())
}

/// The host and the port that a request names.
pub(crate) fn authority(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let mut named = headers.get_all(header::HOST).iter();
    match (named.next(), named.next(), uri.authority()) {
        (Some(host), None, _) => host.to_str().ok()?.parse().ok(),
        (None, None, Some(authority)) => Some(authority.clone()),
        _ => None,
    }
}

/// Whether an origin is a page that this machine serves: the host is one that leads to it from everywhere, or the one by
/// which it is asked.
fn is_local(origin: &[u8], asked: &str) -> bool {
    let origin = std::str::from_utf8(origin)
        .ok()
        .and_then(|origin| origin.parse::<Uri>().ok());
    let host = origin.as_ref().and_then(Uri::host);
    host.is_some_and(|host| {
        host == asked || is_localhost(host) || address(host).is_some_and(|ip| ip.is_loopback())
    })
}

/// `localhost`, a name under it, or an IP address: nobody else can make these lead here.
fn is_this_machine(host: &str) -> bool {
    is_localhost(host) || address(host).is_some()
}

fn is_localhost(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn address(host: &str) -> Option<IpAddr> {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse().ok()
}
