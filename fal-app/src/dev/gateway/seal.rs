//! What the marketplace gives to callers and recognizes when they send it back, until it expires or the marketplace ends.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::hmac;
use ring::rand::SystemRandom;
use serde_json::{Value, json};

/// The secret of one run of the marketplace.
#[derive(Debug)]
pub(super) struct Seal(hmac::Key);

impl Seal {
    /// # Errors
    /// The system gives no random numbers.
    pub(super) fn new() -> Result<Self, ring::error::Unspecified> {
        Ok(Self(hmac::Key::generate(
            hmac::HMAC_SHA256,
            &SystemRandom::new(),
        )?))
    }

    /// Makes a text of letters, digits, `-`, `_` and `.`, which says something for one purpose, for so long.
    pub(super) fn close(&self, purpose: &str, said: &Value, lasts: Duration) -> String {
        let ends = Timestamp::now()
            .as_second()
            .saturating_add(lasts.as_secs() as i64);
        let said = URL_SAFE_NO_PAD.encode(json!([purpose, ends, said]).to_string());
        let tag = hmac::sign(&self.0, said.as_bytes());
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// What was said for this purpose; `None` where the text is not of this marketplace, or its time is over.
    pub(super) fn open(&self, purpose: &str, text: &str) -> Option<Value> {
        let (said, tag) = text.split_once('.')?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&self.0, said.as_bytes(), &tag).ok()?;
        let mut said: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(said).ok()?).ok()?;
        let holds = said[0] == purpose && said[1].as_i64()? > Timestamp::now().as_second();
        holds.then(|| said[2].take())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use serde_json::json;

    use super::Seal;

    #[test]
    fn only_what_was_sealed_here_for_this_and_not_too_long_ago_is_opened() {
        let (seal, other) = (Seal::new().unwrap(), Seal::new().unwrap());
        let (said, hour) = (json!({"id": 1}), Duration::from_secs(3600));
        let sealed = seal.close("upload", &said, hour);
        assert_eq!(seal.open("upload", &sealed), Some(said.clone()));
        assert_eq!(seal.open("token", &sealed), None);
        assert_eq!(other.open("upload", &sealed), None);
        assert_eq!(
            seal.open("upload", &seal.close("upload", &said, Duration::ZERO)),
            None
        );
        let (body, tag) = sealed.split_once('.').unwrap();
        let longer = other.close("upload", &said, hour * 9);
        for wrong in [
            "",
            ".",
            body,
            &format!("{body}."),
            &format!(".{tag}"),
            &format!("{}.{tag}", longer.split_once('.').unwrap().0),
            &format!("{sealed}A"),
        ] {
            assert_eq!(seal.open("upload", wrong), None, "{wrong}");
        }
    }
}
