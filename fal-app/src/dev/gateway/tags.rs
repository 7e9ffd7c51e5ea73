//! `X-Fal-Tags`: what a caller notes of a request, to find its cost again (`docs/platform.md` §7).

use std::collections::BTreeMap;

use http::{HeaderMap, StatusCode};

use super::headers::TAGS;
use super::refusal::Refusal;

const MOST: usize = 10;
const LONGEST: usize = 1024;
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 256;

/// Names that begin so are the platform's.
const RESERVED: &str = "fal.";

/// Reads `name=value,name=value`.
///
/// # Errors
/// The header is not of that form, or too long.
pub(super) fn read(headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
    let mut tags = BTreeMap::new();
    let (mut number, mut length) = (0, 0);
    for sent in headers.get_all(TAGS) {
        length += sent.len();
        let sent = sent.to_str().map_err(|_| refused("it is not ASCII"))?;
        for tag in sent.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            let (name, value) = tag
                .split_once('=')
                .ok_or_else(|| refused("a tag has the form `name=value`"))?;
            check_name(name)?;
            if value.len() > LONGEST_VALUE {
                return Err(refused(&format!(
                    "a value has at most {LONGEST_VALUE} bytes"
                )));
            }
            number += 1;
            tags.insert(name.to_owned(), value.to_owned());
        }
    }
    if number > MOST || length > LONGEST {
        return Err(refused(&format!(
            "there are at most {MOST} tags, and {LONGEST} bytes"
        )));
    }
    Ok(tags.into_iter().collect())
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let is_plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-".contains(letter)
    };
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
        return Err(refused(&format!(
            "a name has small letters, digits, `.`, `_` and `-`, at most {LONGEST_NAME}"
        )));
    }
    if name.starts_with(RESERVED) {
        return Err(refused("names that begin with `fal.` are reserved"));
    }
    Ok(())
}

fn refused(why: &str) -> Refusal {
    Refusal::infrastructure(
        StatusCode::BAD_REQUEST,
        "bad_request",
        &format!("Invalid X-Fal-Tags header: {why}"),
    )
}
