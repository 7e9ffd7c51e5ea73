//! One caller on one connection.

use std::io;
use std::net::SocketAddr;

use fal_app::Value;
use fal_app_tests::sessions::UPGRADE;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection that stays open.
pub(crate) struct Caller(BufReader<TcpStream>);

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).await.unwrap();
    }

    /// Sends a request, and does not wait for the answer.
    pub(crate) async fn ask(&mut self, path: &str, json: &str) {
        let length = json.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{json}"
        );
        self.send(request.as_bytes()).await;
    }

    /// Reads an answer, which is a success.
    pub(crate) async fn answer(&mut self) -> Vec<u8> {
        self.try_answer().await.expect("the answer was cut off")
    }

    /// The same; an error where it is cut off.
    pub(crate) async fn try_answer(&mut self) -> io::Result<Vec<u8>> {
        let mut length = 0;
        let mut line = String::new();
        self.0.read_line(&mut line).await?;
        if line.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        assert!(line.starts_with("HTTP/1.1 200 "), "{line:?}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).await?;
            if let Some(number) = line.strip_prefix("content-length: ") {
                length = number.trim_end().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        Ok(body)
    }

    /// Begins a session.
    pub(crate) async fn begin_session(&mut self, path: &str) {
        let mut head = format!("GET {path} HTTP/1.1\r\nhost: h\r\n");
        for header in UPGRADE {
            head += &format!("{header}\r\n");
        }
        self.send(format!("{head}\r\n").as_bytes()).await;
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("HTTP/1.1 101 "), "{line:?}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).await.unwrap();
        }
    }

    /// Reads a frame of less than 126 bytes: its opcode and its payload.
    pub(crate) async fn frame(&mut self) -> (u8, Vec<u8>) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).await.unwrap();
        let mut payload = vec![0; usize::from(head[1])];
        self.0.read_exact(&mut payload).await.unwrap();
        (head[0] & 15, payload)
    }

    /// Waits for a turn, and says which it was.
    pub(crate) async fn turn(&mut self) -> u64 {
        let body: Value = serde_json::from_slice(&self.answer().await).unwrap();
        body["turn"].as_u64().unwrap()
    }
}
