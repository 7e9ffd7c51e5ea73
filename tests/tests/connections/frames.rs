//! HTTP/2 by hand: frames as they stand on the wire, from a caller who keeps to no rule but the ones that a test wants.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use fal_app_tests::server::SOON;

pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// A frame that came.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    pub(crate) fn ends_stream(&self) -> bool {
        matches!(self.kind, DATA | HEADERS) && self.flags & END_STREAM != 0
    }
}

/// A connection that speaks HTTP/2 and never answers a PING.
pub(crate) struct Http2(TcpStream);

impl Http2 {
    /// Sends the preface and the settings: numbers and values.
    pub(crate) fn open(address: SocketAddr, settings: &[(u16, u32)]) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(2 * SOON)).unwrap();
        let mut http2 = Self(stream);
        let settings: Vec<u8> = settings
            .iter()
            .flat_map(|(number, value)| [&number.to_be_bytes()[..], &value.to_be_bytes()].concat())
            .collect();
        http2.write(PREFACE);
        http2.send(SETTINGS, 0, 0, &settings);
        http2
    }

    pub(crate) fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = length[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.write(&frame);
    }

    /// Sends a request, its head in as many frames as it needs.
    pub(crate) fn request(
        &mut self,
        stream: u32,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) {
        self.begin(stream, method, path, headers, body.is_empty());
        for (index, part) in body.chunks(16384).enumerate() {
            let is_last = (index + 1) * 16384 >= body.len();
            self.send(DATA, u8::from(is_last) * END_STREAM, stream, part);
        }
    }

    /// Sends the head of a request alone.
    pub(crate) fn begin(
        &mut self,
        stream: u32,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        is_whole: bool,
    ) {
        let mut block = Vec::new();
        let all = [
            (":method", method),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
        ];
        for (name, value) in all.iter().chain(headers) {
            // A literal field without indexing, with a name of its own.
            block.push(0);
            string(&mut block, name);
            string(&mut block, value);
        }
        let mut parts = block.chunks(16384).peekable();
        let mut kind = HEADERS;
        while let Some(part) = parts.next() {
            let mut flags = 0;
            if parts.peek().is_none() {
                flags |= END_HEADERS;
            }
            if kind == HEADERS && is_whole {
                flags |= END_STREAM;
            }
            self.send(kind, flags, stream, part);
            kind = CONTINUATION;
        }
    }

    /// The next frame; None at the end of the connection.
    pub(crate) fn frame(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.0.read_exact(&mut payload).ok()?;
        Some(Frame {
            kind: head[3],
            flags: head[4],
            stream: u32::from_be_bytes([head[5], head[6], head[7], head[8]]),
            payload,
        })
    }

    /// The frames of a stream up to its end, whole or reset, or to the end of the connection.
    pub(crate) fn answer(&mut self, stream: u32) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame() {
            if frame.stream != stream {
                continue;
            }
            let is_end = frame.ends_stream() || frame.kind == RST_STREAM;
            frames.push(frame);
            if is_end {
                break;
            }
        }
        frames
    }

    fn write(&mut self, bytes: &[u8]) {
        // A server that has answered may have closed; the answer is still to be read.
        let _ = self.0.write_all(bytes);
    }
}

/// A string of HPACK, as it is.
fn string(block: &mut Vec<u8>, text: &str) {
    let mut rest = text.len();
    if rest < 127 {
        block.push(u8::try_from(rest).unwrap());
    } else {
        block.push(127);
        rest -= 127;
        while rest >= 128 {
            block.push(u8::try_from(rest % 128).unwrap() | 128);
            rest /= 128;
        }
        block.push(u8::try_from(rest).unwrap());
    }
    block.extend(text.as_bytes());
}
