//! The id under which units are reported.

use http::HeaderMap;

use crate::context::REQUEST_ID;
use crate::fields::Refusal;

/// The id of a request, which names it to the platform: one lower-case UUID with its hyphens.
///
/// # Errors
/// There is none, another text, or more than one.
pub(super) fn request_id(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(REQUEST_ID).iter();
    let (first, second) = (values.next(), values.next());
    let Some(id) = first else {
        return Err(refused("the request has no `x-fal-request-id`"));
    };
    if second.is_some() {
        return Err(refused("the request has more than one `x-fal-request-id`"));
    }
    let id = id.to_str().ok().filter(|id| is_uuid(id));
    id.ok_or_else(|| refused("`x-fal-request-id` is not a lower-case UUID with hyphens"))
}

/// The refusal of a request whose units could not be reported.
pub(super) fn refused(why: &str) -> Refusal {
    Refusal::of(400, format!("{why}: what it costs could not be reported"))
}

/// As in `123e4567-e89b-12d3-a456-426614174000`.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn one_form_is_canonical() {
        assert!(is_uuid("123e4567-e89b-12d3-a456-426614174000"));
        for other in [
            "",
            "123E4567-e89b-12d3-a456-426614174000",
            "123e4567e89b12d3a456426614174000",
            "{123e4567-e89b-12d3-a456-426614174000}",
            "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456-42661417400g",
            "123e4567-e89b-12d3-a456_426614174000",
            "123e4567-e89b-12d3-a456-4266141740000",
            " 23e4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456-42661417400é",
        ] {
            assert!(!is_uuid(other), "{other}");
        }
    }
}
