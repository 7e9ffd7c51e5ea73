//! Server-sent events of JSON that is spaced as Python's `json.dumps` spaces it: the same bytes as those of `declared`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }
}

pub fn event(item: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut event = Vec::with_capacity(64);
    event.extend_from_slice(b"data: ");
    item.serialize(&mut Serializer::with_formatter(&mut event, Spaced))?;
    event.extend_from_slice(b"\n\n");
    Ok(event)
}
