//! Sessions over a bare connection: frames as they are written.

use std::net::SocketAddr;

use crate::http::Connection;

/// What asks for a WebSocket.
pub const UPGRADE: [&str; 4] = [
    "connection: upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
];

/// The opcode of a frame that the other side answers.
pub const PING: u8 = 9;

/// Begins a session.
pub fn begin(address: SocketAddr, path: &str) -> Connection {
    begin_with(address, path, &[])
}

/// The same, with more headers.
pub fn begin_with(address: SocketAddr, path: &str, headers: &[&str]) -> Connection {
    let mut connection = Connection::open(address);
    let headers = [&UPGRADE[..], headers].concat();
    connection.request(&format!("GET {path}"), &headers, b"");
    let answer = connection.answer_to_head();
    assert_eq!(answer.status, 101, "{answer:?}");
    assert_eq!(answer.units(), None, "a session carries no units");
    connection
}

/// A frame of a caller. It is masked with zeros.
pub fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let mut frame = vec![0x80 | opcode];
    match u8::try_from(length) {
        Ok(length @ ..126) => frame.push(0x80 | length),
        _ => {
            frame.push(0x80 | 126);
            frame.extend(length.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// A message of a map with one text, or with one number below 128.
pub fn message<'v>(name: &str, value: impl Into<Short<'v>>) -> Vec<u8> {
    let text = |text: &str| {
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 32, "`{text}` is not short");
        [&[0xa0 | length], text.as_bytes()].concat()
    };
    let value = match value.into() {
        Short::Text(value) => text(value),
        Short::Number(value) => vec![value],
    };
    frame(2, &[vec![0x81], text(name), value].concat())
}

/// A value that takes few bytes.
pub enum Short<'v> {
    Text(&'v str),
    Number(u8),
}

impl<'v> From<&'v str> for Short<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(text)
    }
}

impl From<u8> for Short<'_> {
    fn from(number: u8) -> Self {
        Self::Number(number)
    }
}

/// The close of a session, as either side writes it.
pub fn close(code: u16) -> Vec<u8> {
    frame(8, &code.to_be_bytes())
}

/// What a server said in a session.
#[derive(Debug, Default)]
pub struct Said {
    pub texts: Vec<String>,
    pub answers: Vec<Vec<u8>>,
    /// The code of its close.
    pub code: Option<u16>,
}

/// Reads a session to its end.
pub fn rest(connection: &mut Connection) -> Said {
    let bytes = connection.rest();
    let (mut said, mut at) = (Said::default(), 0);
    while let [first, length, ..] = bytes[at..] {
        let (start, length) = match length {
            126 => (
                at + 4,
                usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]])),
            ),
            length => (at + 2, usize::from(length)),
        };
        let payload = &bytes[start..start + length];
        match first & 15 {
            1 => said
                .texts
                .push(String::from_utf8(payload.to_vec()).unwrap()),
            2 => said.answers.push(payload.to_vec()),
            8 => said.code = Some(u16::from_be_bytes([payload[0], payload[1]])),
            _ => {}
        }
        at = start + length;
    }
    said
}
