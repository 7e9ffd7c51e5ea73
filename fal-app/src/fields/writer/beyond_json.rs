//! Writes what JSON cannot hold.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

#[cfg(feature = "realtime")]
use super::NotJson;
use super::{Beyond, Writer};
use crate::fields::aside::Aside;
#[cfg(feature = "realtime")]
use crate::fields::attachment::MissingUrl;

/// What becomes MessagePack.
#[cfg(feature = "realtime")]
#[derive(Debug)]
pub(crate) struct Packed {
    /// JSON, in which a byte stands for each value that is kept aside.
    pub(crate) json: Vec<u8>,
    /// Media whose URLs are missing in it.
    pub(crate) missing: Vec<MissingUrl>,
    pub(crate) asides: Vec<Aside>,
}

impl Writer {
    /// For what becomes MessagePack: bytes, extensions and any float are taken.
    #[cfg(feature = "realtime")]
    pub(crate) fn packed(self) -> Self {
        Self {
            beyond: Beyond::Kept(Vec::new()),
            ..self
        }
    }

    /// For JSON that shows people what is sent as MessagePack: bytes that are not a text are a data URI.
    #[cfg(feature = "realtime")]
    pub(crate) fn shown(self) -> Self {
        Self {
            beyond: Beyond::Shown,
            ..self
        }
    }

    /// Returns what becomes MessagePack.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    #[cfg(feature = "realtime")]
    pub(crate) fn finish_packed(self) -> Result<Packed, NotJson> {
        match self.refused {
            None => Ok(Packed {
                json: self.json,
                missing: self.missing,
                asides: match self.beyond {
                    Beyond::Kept(asides) => asides,
                    Beyond::Refused | Beyond::Shown => Vec::new(),
                },
            }),
            Some(refused) => Err(refused),
        }
    }

    /// Writes a float. NaN and infinities are errors at the end.
    pub(crate) fn number(&mut self, value: impl Into<f64> + serde::Serialize + Copy) {
        let wide: f64 = value.into();
        if !wide.is_finite() {
            match self.beyond {
                Beyond::Kept(_) => return self.json.extend_from_slice(non_finite(wide).as_bytes()),
                Beyond::Shown => return self.string(non_finite(wide)),
                Beyond::Refused => self.refuse(format!("JSON has no {wide}")),
            }
        }
        self.serialize(&value);
    }

    /// Writes bytes: as binary in MessagePack, and in JSON as the text that they are.
    pub(crate) fn bytes(&mut self, bytes: &Bytes) {
        match (&mut self.beyond, std::str::from_utf8(bytes)) {
            (Beyond::Kept(_), _) => self.keep(Aside::Bytes(bytes.clone())),
            (_, Ok(text)) => self.string(text),
            (Beyond::Shown, Err(_)) => self.data_uri(bytes),
            (Beyond::Refused, Err(_)) => {
                self.null();
                self.refuse("it is bytes that are not a text in UTF-8".to_owned());
            }
        }
    }

    /// Writes an extension of MessagePack.
    #[cfg(feature = "realtime")]
    pub(in crate::fields) fn extension(&mut self, kind: i8, data: Bytes) {
        match self.beyond {
            Beyond::Kept(_) => self.keep(Aside::Extension(kind, data)),
            Beyond::Shown => self.data_uri(&data),
            Beyond::Refused => {
                self.null();
                self.refuse("it is an extension of MessagePack".to_owned());
            }
        }
    }

    fn data_uri(&mut self, bytes: &[u8]) {
        let base64 = STANDARD.encode(bytes);
        self.string(&format!("data:application/octet-stream;base64,{base64}"));
    }

    /// Keeps a value beside the JSON, in which a byte stands for it that JSON does not have.
    fn keep(&mut self, aside: Aside) {
        let Beyond::Kept(asides) = &mut self.beyond else {
            return;
        };
        let index = asides.len();
        asides.push(aside);
        self.json.push(KEPT);
        self.serialize(&index);
    }
}

/// The word of a number that JSON does not have.
fn non_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// The byte before the index of a value that is kept aside. In JSON it stands nowhere.
pub(crate) const KEPT: u8 = 1;
