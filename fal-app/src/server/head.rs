//! Heads of requests: how large they may be, and what is wrong with one that cannot be read.

use http::request::Parts;
use http::{StatusCode, Version};

use crate::call::Outcome;
use crate::declare::MOST_BODY_MIB;

/// The most bytes of a path with its query.
pub(crate) const LONGEST_PATH: usize = 8 * 1024;

/// The most headers; hyper's own limit for HTTP/1, where a higher one would cost each request an allocation.
pub(crate) const MOST_HEADERS: usize = 100;

/// The most bytes of a head.
pub(crate) const MOST: usize = 64 * 1024;

/// What is wrong with a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Over [`LONGEST_PATH`].
    PathTooLong,
    /// Over [`MOST`], or over [`MOST_HEADERS`].
    TooLarge,
    /// It announces a body over every limit.
    BodyTooLarge,
    /// It is not HTTP.
    NotHttp,
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::PathTooLong => Self::PathTooLong,
            Fault::TooLarge => Self::HeadTooLarge,
            // No endpoint takes more, whichever it was.
            Fault::BodyTooLarge => Self::TooLarge { mib: MOST_BODY_MIB },
            Fault::NotHttp => Self::NotHttp,
        }
    }
}

/// What is wrong with a head that could be read.
pub(crate) fn check(head: &Parts) -> Result<(), Fault> {
    let path = head.uri.path_and_query();
    if path.is_some_and(|path| path.as_str().len() > LONGEST_PATH) {
        return Err(Fault::PathTooLong);
    }
    // Over HTTP/1 a larger head was not read.
    let is_measured = head.version != Version::HTTP_2;
    let size = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        name.as_str().len() + value.as_bytes().len()
    };
    if head.headers.len() > MOST_HEADERS
        || !is_measured && head.headers.iter().map(size).sum::<usize>() > MOST
    {
        return Err(Fault::TooLarge);
    }
    Ok(())
}

/// What is wrong with a head that hyper refused with a status, by its first bytes, as far as they are known.
pub(crate) fn fault(status: StatusCode, head: &[u8]) -> Fault {
    let mut lines = head.split(|byte| *byte == b'\n');
    // Beside the path stand a method and a version.
    if lines
        .next()
        .is_some_and(|line| line.len() > LONGEST_PATH + 64)
    {
        return Fault::PathTooLong;
    }
    if lines.any(announces_too_much) {
        return Fault::BodyTooLarge;
    }
    match status {
        StatusCode::URI_TOO_LONG => Fault::PathTooLong,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Fault::TooLarge,
        _ => Fault::NotHttp,
    }
}

/// Whether a header is the length of a body, and larger than hyper can count.
fn announces_too_much(header: &[u8]) -> bool {
    let Some((name, value)) = header.split_at_checked("content-length:".len()) else {
        return false;
    };
    let digits = value.trim_ascii();
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    name.eq_ignore_ascii_case(b"content-length:") && is_number && digits.len() - zeros > 18
}
