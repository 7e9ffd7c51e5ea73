//! One server-sent event.

/// Puts canonical JSON into an event.
///
/// Spaced as Python's `json.dumps` spaces it, which writes the events of apps on fal's SDK: callers who compare or
/// cache events as text see no change.
pub(super) fn event(json: &[u8]) -> Vec<u8> {
    let mut event = b"data: ".to_vec();
    event.reserve(json.len() + json.len() / 8);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in json {
        event.push(byte);
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b':' | b',' if !in_string => event.push(b' '),
            _ => {}
        }
    }
    event.extend_from_slice(b"\n\n");
    event
}

#[cfg(test)]
mod tests {
    use super::event;

    #[test]
    fn json_is_spaced_outside_of_strings() {
        let json = br#"{"a":[1,2],"b:,":"\"c:,\\","d":{}}"#;
        let spaced = br#"data: {"a": [1, 2], "b:,": "\"c:,\\", "d": {}}"#;
        assert_eq!(event(json), [spaced, &b"\n\n"[..]].concat());
    }
}
