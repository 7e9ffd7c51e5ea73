//! The text of a medium: a URL or a data URI, in the forms that the SDK's `File` accepts.

use std::borrow::Cow;

use memchr::{memchr2, memchr3};

/// The URL that the SDK reads from a text: `urlparse(text).geturl()` in Python. Its scheme is `http`, `https` or `data`.
///
/// # Errors
/// The text of the `ValueError` that the SDK or Python raises.
pub(crate) fn url(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if is_canonical(text) {
        return Ok(Cow::Borrowed(text));
    }
    let text: String = text
        .trim_start_matches(|letter| letter <= ' ')
        .chars()
        .filter(|letter| !matches!(letter, '\t' | '\r' | '\n'))
        .collect();
    let (scheme, rest) = text.split_once(':').unwrap_or_default();
    let scheme = scheme.to_ascii_lowercase();
    check_brackets(rest)?;
    if !matches!(scheme.as_str(), "http" | "https" | "data") {
        return Err("value must be a valid URL");
    }
    Ok(Cow::Owned(unparsed(&scheme, rest)))
}

/// Whether it is certain that Python does not change the text.
fn is_canonical(text: &str) -> bool {
    let is_data = text.starts_with("data:");
    let has_scheme = is_data || text.starts_with("https://") || text.starts_with("http://");
    // A data URI may have many megabytes: a few fast searches take less time than one by hand.
    let bytes = text.as_bytes();
    let last = if is_data { b'#' } else { b';' };
    let is_odd = memchr3(b'\t', b'\r', b'\n', bytes).is_some()
        || memchr3(b'[', b']', b'?', bytes).is_some()
        || memchr2(b'#', last, bytes).is_some();
    has_scheme && !is_odd
}

/// Python refuses a host with one bracket only.
fn check_brackets(rest: &str) -> Result<(), &'static str> {
    let host = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    if host.contains('[') == host.contains(']') {
        Ok(())
    } else {
        Err("Invalid IPv6 URL")
    }
}

/// The URL from its parts, as Python joins them: an empty query, fragment or parameter is left out, and a web URL has an
/// authority.
fn unparsed(scheme: &str, rest: &str) -> String {
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (mut path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut authority = "";
    if scheme != "data" {
        path = without_empty_parameters(path);
        authority = match path {
            _ if path.starts_with("//") => "",
            _ if path.is_empty() || path.starts_with('/') => "//",
            _ => "///",
        };
    }
    let query = Some(query).filter(|query| !query.is_empty());
    let fragment = Some(fragment).filter(|fragment| !fragment.is_empty());
    [
        scheme,
        ":",
        authority,
        path,
        query.map_or("", |_| "?"),
        query.unwrap_or_default(),
        fragment.map_or("", |_| "#"),
        fragment.unwrap_or_default(),
    ]
    .concat()
}

fn without_empty_parameters(path: &str) -> &str {
    let (before, segment) = path.rsplit_once('/').unwrap_or(("", path));
    match segment.split_once(';') {
        // The part after two slashes is the host, which keeps its `;`.
        Some((_, "")) if before != "/" => path.strip_suffix(';').unwrap_or(path),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_python_reads_it() {
        // What is sent, and what version 1.83.0 of the SDK reads.
        let read = [
            ("https://a.example/b.png", "https://a.example/b.png"),
            (
                "https://a.example/b.png?c=d#e",
                "https://a.example/b.png?c=d#e",
            ),
            (" HTTP://a/b?#", "http://a/b"),
            ("http:a\tb", "http:///ab"),
            ("http:/a", "http:///a"),
            ("http:", "http://"),
            ("http://a/b;?c", "http://a/b?c"),
            ("http://a/b;c;", "http://a/b;c;"),
            ("http://a;", "http://a;"),
            ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
            ("data:,x#", "data:,x"),
            ("DATA:,x\n", "data:,x"),
            ("data:", "data:"),
        ];
        for (sent, expected) in read {
            assert_eq!(url(sent).as_deref(), Ok(expected), "{sent:?}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused_in_the_sdk_s_words() {
        for text in [
            "",
            "x",
            "a.png",
            "ftp://x",
            "file:///etc/passwd",
            "//a/b",
            "1http://a",
        ] {
            assert_eq!(url(text), Err("value must be a valid URL"), "{text:?}");
        }
        assert_eq!(url("http://[x"), Err("Invalid IPv6 URL"));
    }
}
