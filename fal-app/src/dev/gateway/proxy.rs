//! `/proxy`: the protocol by which pages with the JavaScript client reach the platform through a server of their own
//! (`docs/platform.md` §7.7). Here the platform is this marketplace, so nothing is fetched: a request gets the route that its
//! target has here.

use http::uri::{PathAndQuery, Uri};
use http::{HeaderName, Method, Request, StatusCode};

use super::refusal::Refusal;

/// The URL on the platform that a request is for.
const TARGET: HeaderName = HeaderName::from_static("x-fal-target-url");

/// The hosts of the platform, each with what its paths begin with here.
const HOSTS: [(&str, &str); 7] = [
    ("fal.run", "/run"),
    ("queue.fal.run", "/queue"),
    ("rest.fal.ai", "/rest"),
    ("rest.alpha.fal.ai", "/rest"),
    ("api.fal.ai", ""),
    ("v3.fal.media", "/cdn"),
    ("v3b.fal.media", "/cdn"),
];

const METHODS: [Method; 4] = [Method::GET, Method::POST, Method::PUT, Method::DELETE];

/// Gives a request to `/proxy` the path of its target. Who calls is said by the key that the request has.
///
/// # Errors
/// It names no target, or one that is not of the platform.
pub(super) fn redirect<B>(request: &mut Request<B>) -> Result<(), Refusal> {
    if !matches!(request.uri().path(), "/proxy" | "/proxy/") {
        return Ok(());
    }
    if !METHODS.contains(request.method()) {
        return Err(Refusal::method_not_allowed("GET, POST, PUT, DELETE"));
    }
    let mut named = request.headers().get_all(TARGET).iter();
    let (target, second) = (named.next(), named.next());
    let target = target
        .filter(|_| second.is_none())
        .ok_or_else(|| refused("the request must have one header `x-fal-target-url`"))?;
    let target = target.to_str().ok().and_then(|target| target.parse().ok());
    let path = path(&target.ok_or_else(|| refused("`x-fal-target-url` is not a URL"))?)?;
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(path);
    *request.uri_mut() =
        Uri::from_parts(parts).map_err(|_| refused("`x-fal-target-url` is not a URL"))?;
    request.headers_mut().remove(TARGET);
    Ok(())
}

/// Where a URL of the platform is here.
fn path(target: &Uri) -> Result<PathAndQuery, Refusal> {
    // A port or credentials make it another authority.
    let authority = target.authority().map(|authority| authority.as_str());
    let known = HOSTS
        .iter()
        .find(|(host, _)| authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)));
    let is_https = target.scheme_str() == Some("https");
    let Some((_, prefix)) = known.filter(|_| is_https) else {
        return Err(refused(&format!(
            "`x-fal-target-url` is not a URL of the platform: it begins with one of {}",
            HOSTS.map(|(host, _)| format!("https://{host}/")).join(", ")
        )));
    };
    let rest = target.path_and_query().map_or("/", PathAndQuery::as_str);
    if prefix.is_empty() && !rest.starts_with("/v1/") {
        return Err(refused(
            "the paths of `https://api.fal.ai` begin with `/v1/`",
        ));
    }
    format!("{prefix}{rest}")
        .parse()
        .map_err(|_| refused("`x-fal-target-url` is not a URL"))
}

/// As the platform's own proxy refuses.
fn refused(why: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, format!("Invalid request: {why}"))
}
