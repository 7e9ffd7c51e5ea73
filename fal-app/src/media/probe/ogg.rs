//! Ogg (RFC 3533) with Vorbis, Opus, FLAC, Speex or Theora.

use std::collections::HashMap;

use bytes::Bytes;

use crate::media::reader::Reader;

/// A stream of packets. Its pages say where it is: a number of samples or pictures.
struct Stream {
    codec: Codec,
    first: Option<u64>,
    last: u64,
}

/// How positions are counted.
#[derive(Clone, Copy)]
struct Codec {
    /// Positions in a second.
    rate: f64,
    /// Positions at the beginning that are not presented.
    skip: u64,
    /// The most positions of one packet.
    most: u64,
    /// For Theora, which counts pictures from the last whole one: by how many bits that one's number is shifted.
    shift: u32,
}

/// A file may be a chain, in which streams end and others begin.
pub(super) fn seconds(bytes: &Bytes) -> Option<f64> {
    let mut reader = Reader::new(bytes);
    let mut ended = 0.0;
    let mut streams: HashMap<u32, Stream> = HashMap::new();
    let mut is_beginning = true;
    let mut is_known = false;
    while let Some(page) = next_page(&mut reader) {
        if page.is_first {
            if !is_beginning {
                ended += longest(&streams).unwrap_or(0.0);
                streams.clear();
            }
            if let Some(codec) = codec(page.content) {
                is_known = true;
                let (first, last) = (None, 0);
                streams.insert(page.stream, Stream { codec, first, last });
            }
        } else if let Some(stream) = streams.get_mut(&page.stream) {
            stream.add(&page);
        }
        is_beginning = page.is_first;
    }
    is_known.then(|| ended + longest(&streams).unwrap_or(0.0))
}

/// The next whole page. Damage is passed over: each page says where it is.
fn next_page<'b>(reader: &mut Reader<'b>) -> Option<Page<'b>> {
    loop {
        if let Some(page) = page(reader) {
            return Some(page);
        }
        reader.skip(1)?;
        let next = reader.rest().windows(4).position(|four| four == b"OggS")?;
        reader.skip(next)?;
    }
}

struct Page<'b> {
    is_first: bool,
    position: Option<u64>,
    stream: u32,
    /// How many packets end on it.
    packets: u64,
    content: &'b [u8],
}

fn page<'b>(reader: &mut Reader<'b>) -> Option<Page<'b>> {
    let mut page = *reader;
    if page.array()? != *b"OggS\0" {
        return None;
    }
    let flags = page.u8()?;
    let position = page.u64_le()?;
    let stream = page.u32_le()?;
    page.skip(8)?;
    let count = usize::from(page.u8()?);
    let lengths = page.take(count)?;
    let length = lengths.iter().map(|length| usize::from(*length)).sum();
    let content = page.take(length)?;
    *reader = page;
    Some(Page {
        is_first: flags & 2 != 0,
        // Where no packet ends, it is the greatest number; pages of headers have 0.
        position: Some(position).filter(|position| ![0, u64::MAX].contains(position)),
        stream,
        // A packet ends with the first length that is not the greatest.
        packets: lengths.iter().filter(|length| **length < 255).count() as u64,
        content,
    })
}

/// What the first packet of a stream says.
fn codec(packet: &[u8]) -> Option<Codec> {
    let at = |index| Reader::at(packet, index);
    let samples = |rate: u32, most: u64| Codec {
        rate: rate.into(),
        skip: 0,
        most,
        shift: 0,
    };
    if packet.starts_with(b"\x01vorbis") {
        let rate = at(12)?.u32_le()?;
        let long_block = 1_u64 << (at(28)?.u8()? >> 4);
        Some(samples(rate, long_block))
    } else if packet.starts_with(b"OpusHead") {
        let skip = at(10)?.u16_le()?.into();
        // Opus counts in 48 kHz; a packet has at most 120 ms.
        Some(Codec {
            skip,
            ..samples(48_000, 5760)
        })
    } else if packet.starts_with(b"\x7fFLAC") {
        // After the signature and the header of its first block.
        let mut info = at(17)?;
        let (_least, most) = (info.u16_be()?, info.u16_be()?);
        info.skip(6)?;
        Some(samples(info.u32_be()? >> 12, most.into()))
    } else if packet.starts_with(b"Speex   ") {
        let rate = at(36)?.u32_le()?;
        let (frame, frames) = (at(56)?.u32_le()?, at(64)?.u32_le()?);
        Some(samples(rate, u64::from(frame) * u64::from(frames)))
    } else if packet.starts_with(b"\x80theora") {
        let (dividend, divisor) = (at(22)?.u32_be()?, at(26)?.u32_be()?);
        Some(Codec {
            rate: f64::from(dividend) / f64::from(divisor),
            skip: 0,
            most: 1,
            shift: u32::from(at(40)?.u16_be()? >> 5 & 0x1f),
        })
    } else {
        None
    }
}

impl Stream {
    fn add(&mut self, page: &Page<'_>) {
        let Some(position) = page.position else {
            return;
        };
        let shift = self.codec.shift;
        let whole = position >> shift;
        let position = whole.saturating_add(position - (whole << shift));
        // A stream may have been cut out of a longer one. A page says where its last packet ends, so that the first
        // begins before it by what its packets have at most.
        let most = page.packets.saturating_mul(self.codec.most);
        self.first.get_or_insert(position.saturating_sub(most));
        self.last = self.last.max(position);
    }

    fn seconds(&self) -> Option<f64> {
        let first = self.first?.max(self.codec.skip);
        let seconds = self.last.saturating_sub(first) as f64 / self.codec.rate;
        seconds.is_finite().then_some(seconds)
    }
}

fn longest(streams: &HashMap<u32, Stream>) -> Option<f64> {
    streams
        .values()
        .filter_map(Stream::seconds)
        .reduce(f64::max)
}
