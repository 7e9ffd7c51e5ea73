//! Messages of the const evaluation, which cannot format.

/// A message with names in it. What does not fit is cut.
pub(super) struct Message {
    bytes: [u8; 512],
    length: usize,
}

impl Message {
    pub(super) const fn new(text: &str) -> Self {
        let empty = Self {
            bytes: [0; 512],
            length: 0,
        };
        empty.with(text)
    }

    pub(super) const fn with(mut self, text: &str) -> Self {
        let mut left = text.as_bytes();
        while let [byte, rest @ ..] = left {
            if self.length < self.bytes.len() {
                self.bytes[self.length] = *byte;
                self.length += 1;
            }
            left = rest;
        }
        self
    }

    pub(super) const fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a name here is too long to be shown",
        }
    }
}
