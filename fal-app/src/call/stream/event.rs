//! One server-sent event.

use memchr::memchr2;

/// A comment, which keeps a connection alive while no event is made. `fal_client` and `@fal-ai/client` skip it.
pub(crate) const KEEP_ALIVE: &[u8] = b": keepalive\n\n";

/// Adds canonical JSON to events, as an event of its own.
///
/// Spaced as Python's `json.dumps` spaces it, which writes the events of apps on fal's SDK: callers who compare or
/// cache events as text see no change.
pub(super) fn add_event(json: &[u8], events: &mut Vec<u8>) {
    const BEGIN: &[u8] = b"data: ";
    const END: &[u8] = b"\n\n";
    events.reserve(BEGIN.len() + json.len() + json.len() / 8 + END.len());
    events.extend_from_slice(BEGIN);
    let (mut added, mut at) = (0, 0);
    while let Some(byte) = json.get(at) {
        at += 1;
        match byte {
            b'"' => at = end_of_string(json, at),
            b':' | b',' => {
                events.extend_from_slice(&json[added..at]);
                events.push(b' ');
                added = at;
            }
            _ => {}
        }
    }
    events.extend_from_slice(&json[added..]);
    events.extend_from_slice(END);
}

/// The place behind the quote that ends a string, from a place within it.
fn end_of_string(json: &[u8], mut at: usize) -> usize {
    while let Some(distance) = json.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += distance + 1;
        if json[at - 1] == b'"' {
            return at;
        }
        // Whatever is escaped does not end the string.
        at += 1;
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::add_event;

    #[test]
    fn json_is_spaced_outside_of_strings() {
        let json = br#"{"a":[1,2],"b:,":"\"c:,\\","d":{}}"#;
        let spaced = br#"data: {"a": [1, 2], "b:,": "\"c:,\\", "d": {}}"#;
        let mut events = b"data: 0\n\n".to_vec();
        add_event(json, &mut events);
        assert_eq!(events, [b"data: 0\n\n", &spaced[..], b"\n\n"].concat());
    }
}
