//! [`Url`].

use std::borrow::Cow;
use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

use super::Failure;

/// An absolute `http` or `https` URL with a host. Its fragment and credentials are never sent.
#[derive(Clone, Debug)]
pub(crate) struct Url(Uri);

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// The text is not such a URL.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let uri: Uri = text
            .parse()
            .map_err(|error| Failure::Final(format!("the URL is not valid: {error}")))?;
        let is_web = uri.scheme() == Some(&Scheme::HTTP) || uri.scheme() == Some(&Scheme::HTTPS);
        let has_host = uri.host().is_some_and(|host| !host.is_empty());
        if is_web && has_host && has_valid_port(&uri) {
            Ok(Self(uri))
        } else {
            Err(Failure::Final(
                "the URL is not an `http` or `https` URL with a valid host and port".to_owned(),
            ))
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    /// The name or address, an IPv6 one without its brackets.
    pub(crate) fn host(&self) -> &str {
        let host = self.0.host().unwrap_or_default();
        host.strip_prefix('[')
            .and_then(|inner| inner.strip_suffix(']'))
            .unwrap_or(host)
    }

    pub(crate) fn port(&self) -> u16 {
        let default = if self.is_https() { 443 } else { 80 };
        self.0.port_u16().unwrap_or(default)
    }

    /// The value of the `Host` header: without credentials, and with a port only where it was given.
    pub(crate) fn authority(&self) -> String {
        let host = self.0.host().unwrap_or_default();
        match self.0.port_u16() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Whether it names a user.
    #[cfg(feature = "dev")]
    pub(crate) fn has_credentials(&self) -> bool {
        let authority = self.0.authority();
        authority.is_some_and(|authority| authority.as_str().contains('@'))
    }

    /// The path and the query, as a request line has them.
    pub(crate) fn target(&self) -> Cow<'_, str> {
        let target = self
            .0
            .path_and_query()
            .map_or("/", |target| target.as_str());
        match target.starts_with('/') {
            true => target.into(),
            // A query may follow the host at once.
            false => format!("/{target}").into(),
        }
    }

    /// Whether both have the same scheme, host and port. `localhost` is the host of a loopback address.
    pub(crate) fn has_origin_of(&self, other: &Self) -> bool {
        let is_loopback = |host: &str| host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let is_localhost = |host: &str| host.eq_ignore_ascii_case("localhost");
        let (one, two) = (self.host(), other.host());
        self.is_https() == other.is_https()
            && self.port() == other.port()
            && (one.eq_ignore_ascii_case(two)
                || is_localhost(one) && is_loopback(two)
                || is_loopback(one) && is_localhost(two))
    }

    /// The same URL with more segments at the end of its path. The query stays.
    ///
    /// # Errors
    /// The result is not a valid URL.
    pub(crate) fn with_segments(&self, segments: &str) -> Result<Self, Failure> {
        let query = self
            .0
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        Self::parse(&format!(
            "{}{}/{segments}{query}",
            self.origin(),
            self.0.path()
        ))
    }

    /// The URL that a `Location` header names, which may be relative to this one.
    ///
    /// # Errors
    /// It is not a valid URL.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Failure> {
        let scheme = if self.is_https() { "https" } else { "http" };
        let path = self.0.path();
        if is_absolute(location) {
            Self::parse(location)
        } else if location.starts_with("//") {
            Self::parse(&format!("{scheme}:{location}"))
        } else if location.starts_with('/') {
            Self::parse(&format!("{}{location}", self.origin()))
        } else if location.starts_with('?') {
            Self::parse(&format!("{}{path}{location}", self.origin()))
        } else {
            let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
            Self::parse(&format!("{}{directory}/{location}", self.origin()))
        }
    }

    /// The scheme, the host and the port.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.is_https() { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }
}

/// Whether there is none, or one from 0 to 65535. `Uri` takes any number, and then knows none.
fn has_valid_port(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let port = authority
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'));
    port.is_none_or(|(_, port)| port.is_empty() || uri.port_u16().is_some())
}

/// Whether a reference begins with a scheme.
fn is_absolute(location: &str) -> bool {
    location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn joined(base: &str, location: &str) -> String {
        let url = Url::parse(base).unwrap().join(location).unwrap();
        format!("{}{}", url.origin(), url.target())
    }

    #[test]
    fn a_location_leads_where_a_browser_would_go() {
        let base = "https://a.example:8443/one/two?q";
        assert_eq!(joined(base, "http://b.example/x"), "http://b.example/x");
        assert_eq!(joined(base, "//b.example/x"), "https://b.example/x");
        assert_eq!(joined(base, "/x?y"), "https://a.example:8443/x?y");
        assert_eq!(joined(base, "x"), "https://a.example:8443/one/x");
        assert_eq!(joined(base, "?z"), "https://a.example:8443/one/two?z");
    }

    #[test]
    fn only_web_urls_with_a_host_are_taken() {
        for text in [
            "",
            "a",
            "/a",
            "ftp://a/b",
            "file:///etc/passwd",
            "http://",
            "http:///a",
            "http://a:65536/b",
            "http://[::1]:99999",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
        let url = Url::parse("http://user:secret@[::1]:8080/x#part").unwrap();
        assert_eq!((url.host(), url.port()), ("::1", 8080));
        assert_eq!(
            (url.authority().as_str(), &*url.target()),
            ("[::1]:8080", "/x")
        );
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        let is_same = |one: &str, two: &str| {
            let [one, two] = [one, two].map(|url| Url::parse(url).unwrap());
            one.has_origin_of(&two)
        };
        assert!(is_same(
            "http://127.0.0.1:8000/a",
            "http://127.0.0.1:8000/b"
        ));
        assert!(is_same("https://A.example/", "https://a.example:443/x"));
        assert!(is_same("http://127.0.0.1:8000", "http://localhost:8000/b"));
        assert!(is_same("http://localhost:8000", "http://[::1]:8000/b"));
        assert!(!is_same("http://127.0.0.1:8000", "http://127.0.0.2:8000"));
        assert!(!is_same("http://127.0.0.1:8000", "http://localhost:8001"));
        assert!(!is_same("http://10.0.0.1:8000", "http://localhost:8000"));
        assert!(!is_same("http://a.example", "https://a.example"));
    }

    #[test]
    fn segments_come_before_the_query() {
        let url = Url::parse("https://cdn.example/upload?token=t").unwrap();
        let part = url.with_segments("2").unwrap();
        assert_eq!(part.target(), "/upload/2?token=t");
    }
}
