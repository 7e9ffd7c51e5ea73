//! Canonical JSON.

/// Writes canonical JSON, and remembers a number that JSON cannot hold.
#[derive(Debug, Default)]
pub struct Writer {
    json: Vec<u8>,
}
