//! A client of HTTP/1.1 that shows a test every byte, and every header as often as it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use fal_app::Value;

use crate::server::SOON;

/// An answer as it was received.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the whole body was received.
    pub is_whole: bool,
}

/// A connection. It stays open between requests.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(2 * SOON)).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends bytes unchanged.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        // A server that has already answered may have closed the connection. Its answer can still be read.
        let _ = self.0.get_mut().write_all(bytes.as_ref());
        self
    }

    /// Sends a request with a body, in one piece.
    pub fn request(&mut self, head: &str, headers: &[&str], body: &[u8]) -> &mut Self {
        let mut bytes = format!("{head} HTTP/1.1\r\nhost: localhost\r\n");
        for header in headers {
            bytes += header;
            bytes += "\r\n";
        }
        bytes += &format!("content-length: {}\r\n\r\n", body.len());
        self.send([bytes.as_bytes(), body].concat())
    }

    /// Reads the answer to a request.
    pub fn answer(&mut self) -> Answer {
        self.read_answer(true)
    }

    /// Reads the head of an answer. The answer to a HEAD has no body, although it has a `content-length`.
    pub fn answer_to_head(&mut self) -> Answer {
        self.read_answer(false)
    }

    fn read_answer(&mut self, has_body: bool) -> Answer {
        let head = self.line();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
            is_whole: true,
        };
        if has_body && answer.header("transfer-encoding").is_some() {
            answer.is_whole = self.read_chunks(&mut answer.body).is_some();
        } else if has_body {
            let length = answer
                .header("content-length")
                .map_or(0, |length| length.parse().unwrap());
            answer.body.resize(length, 0);
            self.0.read_exact(&mut answer.body).unwrap();
        }
        answer
    }

    /// Reads chunks up to the last one. None if the server closes the connection before.
    fn read_chunks(&mut self, body: &mut Vec<u8>) -> Option<()> {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).ok()?;
            let length = usize::from_str_radix(line.trim_end(), 16).ok()?;
            let mut chunk = vec![0; length + 2];
            self.0.read_exact(&mut chunk).ok()?;
            if length == 0 {
                return Some(());
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    /// Reads the body of a stream up to its next event, and no further.
    pub fn event(&mut self) -> String {
        loop {
            let line = self.line();
            if line.starts_with("data: ") {
                return line;
            }
        }
    }

    /// Reads up to the end of these bytes, and no further.
    pub fn read_until(&mut self, end: &[u8]) {
        let (mut read, mut byte) = (Vec::new(), [0]);
        while !read.ends_with(end) {
            self.0.read_exact(&mut byte).unwrap();
            read.extend(byte);
        }
    }

    /// Reads everything until the server closes the connection.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = self.0.read_to_end(&mut rest);
        rest
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the server closed the connection");
        line.trim_end().to_owned()
    }
}

/// Posts JSON on a connection of its own.
pub fn post(address: SocketAddr, path: &str, json: &str) -> Answer {
    Connection::open(address)
        .request(
            &format!("POST {path}"),
            &["content-type: application/json"],
            json.as_bytes(),
        )
        .answer()
}

/// Gets a path on a connection of its own.
pub fn get(address: SocketAddr, path: &str) -> Answer {
    Connection::open(address)
        .request(&format!("GET {path}"), &[], b"")
        .answer()
}

impl Answer {
    /// The value of a header. The test fails if the header was sent twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(given, _)| given == name);
        let value = values.next()?;
        assert!(
            values.next().is_none(),
            "`{name}` twice: {:?}",
            self.headers
        );
        Some(&value.1)
    }

    /// The value of `x-fal-billable-units`, as `header` reads it.
    pub fn units(&self) -> Option<&str> {
        self.header("x-fal-billable-units")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The `detail` of a failure. It must be a string.
    pub fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap().to_owned()
    }
}
