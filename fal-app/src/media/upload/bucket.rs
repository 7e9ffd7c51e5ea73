//! Decides which URLs are S3 buckets.

use std::sync::LazyLock;

use regex::Regex;

use crate::net::Url;

/// The hosts of S3, with or without a bucket before them, as in the SDK. Hosts that lead into a private network (`vpce`)
/// match too, and are refused below.
static ENDPOINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?<bucket>[a-z0-9][a-z0-9.-]*\.)?
          (?<endpoint>s3(?:express-[a-z0-9-]+)?
          (?:[.-](?:dualstack|accelerate|accesspoint|object-lambda|outposts|fips|website))?
          (?:[.-][a-z0-9-]+)?
          \.amazonaws\.com(?:\.cn)?)$",
    )
    .ok()
});

const LONGEST: usize = 2048;

/// Reads the URL of a bucket, which may also be at the origin `own`.
///
/// # Errors
/// Why the URL is not one, in the SDK's words.
pub(super) fn url(text: &str, own: Option<&Url>) -> Result<Url, String> {
    if text.chars().count() > LONGEST {
        return Err(format!("longer than {LONGEST} characters"));
    }
    if text
        .chars()
        .any(|letter| letter.is_control() || letter.is_whitespace())
    {
        return Err("must not contain control characters or spaces".to_owned());
    }
    let url = Url::parse(text).map_err(|_| "must be an HTTPS S3 upload URL".to_owned())?;
    if text.contains(['?', '#']) {
        return Err("must not have a query or fragment".to_owned());
    }
    if own.is_some_and(|own| own.has_origin_of(&url)) {
        return Ok(url);
    }
    let is_root = check_host(&url, text)?;
    check_path(&url.target(), is_root)?;
    Ok(url)
}

/// Whether the host names the bucket. Then the path must be empty.
fn check_host(url: &Url, text: &str) -> Result<bool, String> {
    let no_bucket = || "must be an HTTPS S3 upload URL".to_owned();
    let host = url.host().to_ascii_lowercase();
    let endpoint = ENDPOINT
        .as_ref()
        .and_then(|endpoint| endpoint.captures(&host));
    let endpoint = endpoint.filter(|_| url.is_https()).ok_or_else(no_bucket)?;
    if endpoint["endpoint"]
        .split(['.', '-'])
        .any(|label| label == "vpce")
    {
        return Err(no_bucket());
    }
    if url.port() != 443 {
        return Err(format!("port {} is not allowed", url.port()));
    }
    if text.contains('@') {
        return Err("must not contain credentials".to_owned());
    }
    let bucket = endpoint
        .name("bucket")
        .map(|bucket| bucket.as_str().trim_end_matches('.'));
    match bucket {
        Some(bucket) if bucket.contains('.') => Err(format!(
            "bucket '{bucket}' contains a dot, so it must be addressed path style; \
             virtual-hosted HTTPS cannot match it"
        )),
        bucket => Ok(bucket.is_some()),
    }
}

/// A form is posted to a bucket, never to a file in it.
fn check_path(path: &str, is_root: bool) -> Result<(), String> {
    if path.contains(['%', '\\']) || path.contains("//") {
        return Err(format!("must point at the bucket root, not '{path}'"));
    }
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    match (is_root, segments.as_slice()) {
        (_, segments)
            if segments
                .iter()
                .any(|segment| matches!(*segment, "." | "..")) =>
        {
            Err("must not contain '.' or '..' path segments".to_owned())
        }
        (true, []) | (false, [_]) => Ok(()),
        (false, []) => {
            Err("must name a bucket, either in the host or as the first path segment".to_owned())
        }
        _ => Err(format!("must point at the bucket root, not '{path}'")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_form_goes_to_a_bucket_of_s3() {
        for text in [
            "https://pictures.s3.amazonaws.com/",
            "https://pictures.s3.eu-west-1.amazonaws.com",
            "https://s3.us-east-1.amazonaws.com/pictures",
            "https://s3.us-east-1.amazonaws.com/pic.tures/",
            "https://vpce-pictures.s3.amazonaws.com/",
            "https://pictures.s3.cn-north-1.amazonaws.com.cn/",
        ] {
            assert!(url(text, None).is_ok(), "{text}");
        }
    }

    #[test]
    fn and_nowhere_else() {
        for text in [
            "",
            "http://pictures.s3.amazonaws.com/",
            "https://example.com/",
            "https://s3.amazonaws.com.example.com/pictures",
            "https://example.com/.s3.amazonaws.com",
            "https://169.254.169.254/",
            "https://bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com/",
            "https://s3-vpce.amazonaws.com/pictures",
            "https://pictures.s3.amazonaws.com:8443/",
            "https://user:key@pictures.s3.amazonaws.com/",
            "https://pic.tures.s3.amazonaws.com/",
            "https://pictures.s3.amazonaws.com/key",
            "https://pictures.s3.amazonaws.com/?a",
            "https://pictures.s3.amazonaws.com/#a",
            "https://pictures.s3.amazonaws.com/ ",
            "https://s3.amazonaws.com/",
            "https://s3.amazonaws.com/a/b",
            "https://s3.amazonaws.com/..",
            "https://s3.amazonaws.com/%2e%2e",
            "https://s3.amazonaws.com//a",
        ] {
            assert!(url(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn the_platform_s_own_files_are_a_bucket_too() {
        let own = Url::parse("http://127.0.0.1:8000").unwrap();
        assert!(url("http://127.0.0.1:8000/bucket", Some(&own)).is_ok());
        assert!(url("http://127.0.0.1:8001/bucket", Some(&own)).is_err());
    }
}
