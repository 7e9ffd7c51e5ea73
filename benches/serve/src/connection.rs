//! One connection that is kept alive: raw, so that the load costs little beside the server.

use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

const HEAD_END: &[u8] = b"\r\n\r\n";

pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// The last chunk of an answer without a length. No chunk before it ends so.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

/// Borrowed from the connection until its next call.
pub struct Answer<'a> {
    head: &'a str,
    /// As it was sent: in chunks, where the answer has no length.
    pub body: &'a [u8],
}

impl Answer<'_> {
    pub fn is_ok(&self) -> bool {
        self.head.starts_with("HTTP/1.1 200 ")
    }

    /// The body without the frames of its chunks.
    pub fn content(&self) -> Result<Vec<u8>> {
        if self.header("content-length").is_some() {
            return Ok(self.body.to_vec());
        }
        let (mut content, mut rest) = (Vec::new(), self.body);
        loop {
            let end = rest
                .iter()
                .position(|byte| *byte == b'\r')
                .ok_or("a chunk without a size")?;
            let size = usize::from_str_radix(str::from_utf8(&rest[..end])?, 16)?;
            if size == 0 {
                return Ok(content);
            }
            let chunk = &rest[end + 2..];
            content.extend_from_slice(&chunk[..size]);
            rest = &chunk[size + 2..];
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (written, value) = line.split_once(':')?;
            written.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Connection {
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(4096),
        })
    }

    /// Sends the bytes of one request and reads its answer: as many bytes as its `content-length` says, or chunks.
    pub async fn call(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let body_at = loop {
            self.fill().await?;
            if let Some(at) = self
                .read
                .windows(HEAD_END.len())
                .position(|bytes| bytes == HEAD_END)
            {
                break at + HEAD_END.len();
            }
        };
        let answer = Answer {
            head: str::from_utf8(&self.read[..body_at])?,
            body: &[],
        };
        match answer.header("content-length") {
            Some(length) => {
                let end = body_at + length.parse::<usize>()?;
                while self.read.len() < end {
                    self.fill().await?;
                }
            }
            None => {
                while !self.read.ends_with(LAST_CHUNK) {
                    self.fill().await?;
                }
            }
        }
        let (head, body) = self.read.split_at(body_at);
        Ok(Answer {
            head: str::from_utf8(head)?,
            body,
        })
    }

    async fn fill(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}
