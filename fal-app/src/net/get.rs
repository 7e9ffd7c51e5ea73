//! Fetches a URL that a caller named.

use http::header::{ACCEPT, HeaderValue, LOCATION};
use http::{HeaderMap, Method};
use tokio::time::timeout;

use super::{Failure, Incoming, Limits, Outgoing, Reach, Url, exchange};

/// How many redirects are followed; the SDK's (`docs/platform.md` §5).
const HOPS: u32 = 5;

/// Fetches a URL that a caller named, and follows redirects. Each of them must lead to a public address; `own` is an origin
/// that is exempt. The limits hold for all of them together.
///
/// # Errors
/// Those of [`exchange`]; there are too many redirects, or one without a valid `Location`; the status is not a success.
pub(crate) async fn get(url: Url, limits: Limits, own: Option<&Url>) -> Result<Incoming, Failure> {
    let followed = timeout(limits.time, follow(url, limits, own));
    followed.await.unwrap_or_else(|_| {
        Err(Failure::Passing(format!(
            "there was no whole answer within {} s",
            limits.time.as_secs()
        )))
    })
}

async fn follow(mut url: Url, limits: Limits, own: Option<&Url>) -> Result<Incoming, Failure> {
    for _ in 0..=HOPS {
        let is_own = own.is_some_and(|own| own.has_origin_of(&url));
        let reach = if is_own { Reach::Any } else { Reach::Public };
        let incoming = exchange(&asking(url.clone()), reach, limits).await?;
        if !matches!(incoming.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return incoming.success();
        }
        let location = incoming
            .headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .ok_or_else(|| {
                Failure::Final("a redirect has no valid header `Location`".to_owned())
            })?;
        url = url.join(location)?;
    }
    Err(Failure::Final(format!("more than {HOPS} redirects")))
}

fn asking(url: Url) -> Outgoing {
    Outgoing {
        method: Method::GET,
        url,
        headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("*/*"))]),
        body: bytes::Bytes::new(),
    }
}
