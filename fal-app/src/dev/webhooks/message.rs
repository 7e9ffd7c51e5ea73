//! What a receiver is sent, and what proves that it comes from here (`docs/platform.md` §7.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::signature::{Ed25519KeyPair, KeyPair};
use rusqlite::Connection;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::dev::ledger::keys::hex;
use crate::dev::ledger::queue::Outcome;
use crate::dev::ledger::{LedgerError, Result, webhooks};

/// In the platform's words.
const NOT_JSON: &str = "Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response.";

/// The body that tells how a request was answered. The app's JSON stands in it as the app wrote it, byte for byte.
pub(super) fn body(id: &Uuid, outcome: &Outcome) -> Vec<u8> {
    let status = outcome.status;
    let mut body = format!(r#"{{"request_id":"{id}","gateway_request_id":"{id}""#).into_bytes();
    let verdict = match status {
        400.. => format!(r#","status":"ERROR","error":"Invalid status code: {status}""#),
        _ => r#","status":"OK""#.to_owned(),
    };
    body.extend_from_slice(verdict.as_bytes());
    body.extend_from_slice(br#","payload":"#);
    match is_json(&outcome.body) {
        true => body.extend_from_slice(&outcome.body),
        false => body.extend_from_slice(format!(r#"null,"payload_error":"{NOT_JSON}""#).as_bytes()),
    }
    body.push(b'}');
    body
}

/// One value of JSON in UTF-8, as deep as it is.
fn is_json(body: &[u8]) -> bool {
    // What is ignored is not held to be UTF-8.
    std::str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// Signs what is sent.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// With the key of the file.
    ///
    /// # Errors
    /// The file has none.
    pub(crate) fn of(file: &Connection) -> Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(&webhooks::signing_key(file)?);
        pair.map(Self).map_err(|error| {
            LedgerError::Refused(format!("the key that signs webhooks is not valid: {error}"))
        })
    }

    /// The signature of a body, in hexadecimal digits. The timestamp is in seconds since 1970.
    pub(super) fn sign(&self, id: &str, user: &str, timestamp: &str, body: &[u8]) -> String {
        let message = signed_text(id, user, timestamp, body);
        hex(self.0.sign(message.as_bytes()).as_ref())
    }

    /// The public key, as RFC 8037 writes it in a set of keys. Its id is its thumbprint (RFC 7638).
    pub(crate) fn key_set(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key());
        let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()));
        json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": x}
        ]})
    }
}

fn signed_text(id: &str, user: &str, timestamp: &str, body: &[u8]) -> String {
    let hash = hex(digest(&SHA256, body).as_ref());
    [id, user, timestamp, &hash].join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    fn told(status: u16, body: &[u8]) -> String {
        let outcome = Outcome {
            status,
            headers: Vec::new(),
            body: body.to_vec().into(),
        };
        let id = "123e4567-e89b-12d3-a456-426614174000".parse().unwrap();
        let told = String::from_utf8(super::body(&id, &outcome)).unwrap();
        assert!(serde_json::from_str::<IgnoredAny>(&told).is_ok(), "{told}");
        let same = r#"{"request_id":"123e4567-e89b-12d3-a456-426614174000","gateway_request_id":"123e4567-e89b-12d3-a456-426614174000","#;
        told.strip_prefix(same).unwrap().to_owned()
    }

    #[test]
    fn the_platforms_examples() {
        assert_eq!(
            told(200, br#"{"images":[],"seed":196619188014358660}"#),
            r#""status":"OK","payload":{"images":[],"seed":196619188014358660}}"#
        );
        let detail = br#"{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"value_error.missing"}]}"#;
        assert_eq!(
            told(422, detail),
            r#""status":"ERROR","error":"Invalid status code: 422","payload":{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"value_error.missing"}]}}"#
        );
        assert_eq!(
            told(200, b"\xff\xd8\xff"),
            r#""status":"OK","payload":null,"payload_error":"Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response."}"#
        );
    }

    #[test]
    fn what_is_not_one_value_of_json_is_no_payload() {
        for body in [
            b"".as_slice(),
            b"a fox",
            b"{} {}",
            b"{\"a\": NaN}",
            b"\"\xff\"",
            b"data: {}\n\n",
        ] {
            assert!(told(200, body).contains(r#""payload":null"#), "{body:?}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(told(200, deep.as_bytes()).contains(&deep));
        // More digits than a float has stay as they are.
        assert!(told(500, b"1e999").ends_with(r#""payload":1e999}"#));
        assert!(told(503, b" null ").ends_with(r#""payload": null }"#));
    }

    #[test]
    fn the_signed_text_is_the_platforms() {
        assert_eq!(
            signed_text("r", "u", "1700000000", b""),
            "r\nu\n1700000000\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    /// The first key of RFC 8032 §7.1, and the same key in RFC 8037 A.
    #[test]
    fn the_key_set_is_that_of_the_rfcs() {
        let seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
            0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
            0x1c, 0xae, 0x7f, 0x60,
        ];
        let signer = Signer(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap());
        let key = &signer.key_set()["keys"][0];
        assert_eq!(key["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(
            (&key["kty"], &key["crv"]),
            (&"OKP".into(), &"Ed25519".into())
        );
    }

    proptest! {
        /// A signature holds for what was signed and for nothing else.
        #[test]
        fn a_signature_is_of_every_part(
            parts in prop::array::uniform3("[a-z0-9-]{1,40}"),
            body in prop::collection::vec(any::<u8>(), 0..200),
            which in 0..4_usize,
        ) {
            let seed = [7; 32];
            let signer = Signer(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap());
            let [id, user, timestamp] = &parts;
            let signature = signer.sign(id, user, timestamp, &body);
            prop_assert_eq!(signature.len(), 128);
            let bytes: Vec<u8> = (0..64)
                .map(|at| u8::from_str_radix(&signature[2 * at..2 * at + 2], 16).unwrap())
                .collect();
            let x = signer.key_set()["keys"][0]["x"].as_str().unwrap().to_owned();
            let key = UnparsedPublicKey::new(&ED25519, URL_SAFE_NO_PAD.decode(x).unwrap());
            let holds = |[id, user, timestamp]: &[String; 3], body: &[u8]| {
                key.verify(signed_text(id, user, timestamp, body).as_bytes(), &bytes).is_ok()
            };
            prop_assert!(holds(&parts, &body));
            let (mut others, mut other_body) = (parts.clone(), body.clone());
            match others.get_mut(which) {
                Some(part) => part.push('x'),
                None => other_body.push(0),
            }
            prop_assert!(!holds(&others, &other_body));
        }
    }
}
