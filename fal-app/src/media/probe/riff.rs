//! RIFF: WAV, its 64-bit form, and AVI.

use bytes::Bytes;

use crate::media::reader::Reader;

/// Codecs of which each frame of samples has the same number of bytes: PCM, floats, A-law, µ-law.
const PCM: [u16; 4] = [1, 3, 6, 7];

/// A format whose codec is told later in its chunk.
const EXTENSIBLE: u16 = 0xfffe;

/// The format of a sound.
#[derive(Clone, Copy)]
struct Format {
    codec: u16,
    /// Frames of samples in a second.
    rate: u32,
    bytes_per_second: u32,
    bytes_per_frame: u32,
}

/// What the outermost chunk says of its length is not needed, and often wrong.
pub(super) fn wav(bytes: &Bytes) -> Option<f64> {
    let mut reader = Reader::at(bytes, 12)?;
    let (mut format, mut frames, mut long_size) = (None, None, None);
    loop {
        let kind = reader.array()?;
        let size = reader.u32_le()?;
        let mut chunk = reader;
        match &kind {
            b"fmt " => format = Some(read_format(chunk)?),
            b"fact" => frames = chunk.u32_le(),
            b"ds64" => {
                chunk.skip(8)?;
                long_size = Some(chunk.u64_le()?);
            }
            b"data" => {
                let format: Format = format?;
                let there = reader.rest().len() as f64;
                // 0 and the largest number stand for a size that was not known yet, or is in `ds64`.
                let declared = match size {
                    u32::MAX => long_size.map_or(there, |size| size as f64),
                    0 => there,
                    size => size.into(),
                };
                return format.seconds(declared, declared.min(there), frames);
            }
            _ => {}
        }
        // Chunks begin at even places.
        reader.skip(usize::try_from(size).ok()?.checked_next_multiple_of(2)?)?;
    }
}

fn read_format(mut chunk: Reader<'_>) -> Option<Format> {
    let (codec, channels) = (chunk.u16_le()?, chunk.u16_le()?);
    let (rate, bytes_per_second) = (chunk.u32_le()?, chunk.u32_le()?);
    let (_block, bits) = (chunk.u16_le()?, chunk.u16_le()?);
    let codec = match codec {
        EXTENSIBLE => {
            chunk.skip(8)?;
            chunk.u16_le()?
        }
        codec => codec,
    };
    Some(Format {
        codec,
        rate,
        bytes_per_second,
        bytes_per_frame: u32::from(channels) * u32::from(bits.div_ceil(8)),
    })
}

impl Format {
    /// The seconds of so many bytes that are there, out of those that were declared.
    fn seconds(self, declared: f64, there: f64, frames: Option<u32>) -> Option<f64> {
        let rate = f64::from(self.rate);
        let seconds = if PCM.contains(&self.codec) {
            there / f64::from(self.bytes_per_frame) / rate
        } else {
            match frames.filter(|frames| *frames > 0 && declared > 0.0) {
                Some(frames) => f64::from(frames) / rate * (there / declared),
                None => there / f64::from(self.bytes_per_second),
            }
        };
        Some(seconds)
    }
}

/// A stream of an AVI, of which packets are counted.
#[derive(Default)]
struct Stream {
    is_medium: bool,
    /// Seconds of a unit, which is a packet or a block of bytes.
    scale: f64,
    /// Bytes of a unit; 0 where each packet is one.
    unit: u32,
    units: f64,
}

/// Lists are entered, whatever their sizes are: files that were cut off, or written into a pipe, have wrong ones.
pub(super) fn avi(bytes: &Bytes) -> Option<f64> {
    let mut reader = Reader::at(bytes, 12)?;
    let mut streams: Vec<Stream> = Vec::new();
    while let Some(kind) = reader.array::<4>() {
        let Some(size) = reader.u32_le() else { break };
        match &kind {
            b"RIFF" | b"LIST" => {
                let Some(list) = reader.array::<4>() else {
                    break;
                };
                if [b"AVIX", b"hdrl", b"strl", b"movi", b"rec "].contains(&&list) {
                    continue;
                }
                let rest = usize::try_from(size).ok()?.saturating_sub(4);
                if reader.skip(rest.next_multiple_of(2)).is_none() {
                    break;
                }
                continue;
            }
            b"strh" => streams.push(read_stream(reader)?),
            _ => {}
        }
        let length = usize::try_from(size).ok()?;
        if length > reader.rest().len() {
            break;
        }
        if let Some(stream) = number(kind).and_then(|number| streams.get_mut(number)) {
            stream.units += match stream.unit {
                0 => 1.0,
                unit => f64::from(size) / f64::from(unit),
            };
        }
        if reader.skip(length.checked_next_multiple_of(2)?).is_none() {
            break;
        }
    }
    let lasts = |stream: &Stream| stream.is_medium.then_some(stream.units * stream.scale);
    streams.iter().filter_map(lasts).reduce(f64::max)
}

fn read_stream(mut header: Reader<'_>) -> Option<Stream> {
    let kind = header.array::<4>()?;
    header.skip(16)?;
    let (scale, rate) = (header.u32_le()?, header.u32_le()?);
    header.skip(16)?;
    let unit = header.u32_le()?;
    Some(Stream {
        is_medium: [b"vids", b"auds"].contains(&&kind),
        scale: f64::from(scale) / f64::from(rate),
        // Each picture is a packet, whatever the header says.
        unit: if kind == *b"vids" { 0 } else { unit },
        units: 0.0,
    })
}

/// The number of the stream that a packet belongs to: `01wb` has the sound of the second.
fn number(kind: [u8; 4]) -> Option<usize> {
    let [tens, ones, b'd' | b'w', b'b' | b'c'] = kind else {
        return None;
    };
    let digit = |digit: u8| char::from(digit).to_digit(10);
    usize::try_from(digit(tens)? * 10 + digit(ones)?).ok()
}
