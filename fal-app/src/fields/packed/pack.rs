//! From the JSON of an answer to a message in MessagePack.
//!
//! The JSON is what [`Writer`](crate::fields::Writer) has written, with what JSON cannot hold: `NaN`, `Infinity`, and a
//! byte 1 with an index for what is kept aside.

use rmp::encode;

use crate::fields::aside::Aside;
use crate::fields::writer::KEPT;

/// Writes a message.
///
/// # Errors
/// A whole number is beyond 64 bits, which no MessagePack holds.
pub(crate) fn pack(json: &[u8], asides: &[Aside]) -> Result<Vec<u8>, String> {
    let binary = |aside: &Aside| match aside {
        Aside::Bytes(bytes) | Aside::Extension(_, bytes) => bytes.len() + 8,
    };
    let room = json.len() + asides.iter().map(binary).sum::<usize>();
    let mut packer = Packer {
        json,
        at: 0,
        asides,
        message: Vec::with_capacity(room),
        open: Vec::new(),
    };
    packer.all()?;
    Ok(packer.message)
}

struct Packer<'a> {
    json: &'a [u8],
    at: usize,
    asides: &'a [Aside],
    message: Vec<u8>,
    /// The lists and maps around this place.
    open: Vec<Open>,
}

/// A list or a map that is not closed.
struct Open {
    /// The index of its first byte.
    at: usize,
    is_map: bool,
    /// The values in it so far; the keys of a map are among them.
    values: usize,
}

impl<'a> Packer<'a> {
    fn all(&mut self) -> Result<(), String> {
        while let Some(byte) = self.json.get(self.at) {
            match byte {
                b'{' | b'[' => {
                    self.count();
                    self.open.push(Open {
                        at: self.message.len(),
                        is_map: *byte == b'{',
                        values: 0,
                    });
                    self.message.push(0);
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.close()?;
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                _ => {
                    self.count();
                    self.scalar(*byte)?;
                }
            }
        }
        Ok(())
    }

    fn count(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.values += 1;
        }
    }

    fn scalar(&mut self, first: u8) -> Result<(), String> {
        match first {
            b'"' => self.text(),
            KEPT => self.kept(),
            _ => {
                let word = self.word();
                self.number_or_word(word)
            }
        }
    }

    fn number_or_word(&mut self, word: &str) -> Result<(), String> {
        let into = &mut self.message;
        let written = match word {
            "null" => encode::write_nil(into),
            "true" => encode::write_bool(into, true),
            "false" => encode::write_bool(into, false),
            _ if word.contains(['.', 'e', 'E', 'N', 'I']) => {
                let value: f64 = word.parse().unwrap_or(f64::NAN);
                return encode::write_f64(into, value).map_err(|error| error.to_string());
            }
            _ => {
                let written = match (word.parse::<u64>(), word.parse::<i64>()) {
                    (Ok(value), _) => encode::write_uint(into, value),
                    (_, Ok(value)) => encode::write_sint(into, value),
                    _ => return Err(format!("{word} is beyond 64 bits")),
                };
                return written.map(drop).map_err(|error| error.to_string());
            }
        };
        written.map_err(|error| error.to_string())
    }

    /// What stands up to the next delimiter.
    fn word(&mut self) -> &'a str {
        let rest = self.json.get(self.at..).unwrap_or_default();
        let is_delimiter = |byte: &u8| matches!(byte, b',' | b':' | b'}' | b']');
        let length = rest.iter().position(is_delimiter).unwrap_or(rest.len());
        self.at += length;
        std::str::from_utf8(&rest[..length]).unwrap_or_default()
    }

    fn text(&mut self) -> Result<(), String> {
        let start = self.at + 1;
        let mut end = start;
        let mut is_escaped = false;
        loop {
            let rest = self.json.get(end..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                return Err("a text does not end".to_owned());
            };
            end += found;
            if self.json[end] == b'"' {
                break;
            }
            is_escaped = true;
            end += 2;
        }
        if is_escaped {
            let quoted = &self.json[start - 1..=end];
            let text: String = serde_json::from_slice(quoted).map_err(|error| error.to_string())?;
            self.write_text(text.as_bytes())?;
        } else {
            let (json, range) = (self.json, start..end);
            self.write_text(&json[range])?;
        }
        self.at = end + 1;
        Ok(())
    }

    fn write_text(&mut self, text: &[u8]) -> Result<(), String> {
        let length = length(text.len())?;
        encode::write_str_len(&mut self.message, length).map_err(|error| error.to_string())?;
        self.message.extend_from_slice(text);
        Ok(())
    }

    fn kept(&mut self) -> Result<(), String> {
        self.at += 1;
        let index = self.word().parse::<usize>().ok();
        let (asides, into) = (self.asides, &mut self.message);
        match index.and_then(|index| asides.get(index)) {
            Some(Aside::Bytes(bytes)) => {
                let length = length(bytes.len())?;
                encode::write_bin_len(into, length).map_err(|error| error.to_string())?;
                into.extend_from_slice(bytes);
            }
            Some(Aside::Extension(kind, data)) => {
                let length = length(data.len())?;
                encode::write_ext_meta(into, length, *kind).map_err(|error| error.to_string())?;
                into.extend_from_slice(data);
            }
            None => return Err("a value that is kept aside is missing".to_owned()),
        }
        Ok(())
    }

    /// Writes the head of the innermost list or map: only now its length is known. Most are short, with a head of one byte.
    fn close(&mut self) -> Result<(), String> {
        let Some(Open { at, is_map, values }) = self.open.pop() else {
            return Ok(());
        };
        let mut head = Vec::with_capacity(5);
        let written = if is_map {
            encode::write_map_len(&mut head, length(values / 2)?)
        } else {
            encode::write_array_len(&mut head, length(values)?)
        };
        written.map_err(|error| error.to_string())?;
        self.message.splice(at..=at, head);
        Ok(())
    }
}

fn length(length: usize) -> Result<u32, String> {
    u32::try_from(length).map_err(|_| "a value is longer than MessagePack can say".to_owned())
}
