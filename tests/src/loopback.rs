//! A server on loopback. A test tells it what to answer, faults included, and it keeps every request.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::server::SOON;

/// A request that came in.
#[derive(Clone, Debug)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The method and the target: `PUT /one/1`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// What the server answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status, the headers beside `content-length`, and a body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes. Then the connection ends.
    Raw(Vec<u8>),
    /// Nothing for this time. Then the connection ends.
    Silence(Duration),
}

impl Reply {
    /// A status and a body.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(status, Vec::new(), body.into())
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Whole(_, headers, _) = &mut self {
            headers.push((name, value.into()));
        }
        self
    }
}

/// The server, until it is dropped.
#[derive(Debug)]
pub struct Loopback {
    address: SocketAddr,
    log: Arc<Log>,
}

/// All requests so far.
#[derive(Debug, Default)]
struct Log {
    requests: Mutex<Vec<Request>>,
    more: Condvar,
}

impl Loopback {
    /// Starts a server.
    ///
    /// # Errors
    /// No port is free.
    pub fn start(
        answer: impl Fn(&Request, SocketAddr) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::serve(None, answer)
    }

    /// Starts a server that speaks TLS as `localhost`, with the certificate in `src/tls`.
    ///
    /// # Errors
    /// No port is free.
    pub fn start_tls(
        answer: impl Fn(&Request, SocketAddr) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::serve(Some(tls()), answer)
    }

    fn serve(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Request, SocketAddr) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let log = Arc::new(Log::default());
        let (served, answer) = (Arc::clone(&log), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer, tls) = (served.clone(), answer.clone(), tls.clone());
                thread::spawn(move || {
                    let answer = |request: &Request| answer(request, address);
                    match tls.map(ServerConnection::new) {
                        None => serve(stream, &log, answer),
                        Some(session) => {
                            serve(StreamOwned::new(session.unwrap(), stream), &log, answer)
                        }
                    }
                });
            }
        });
        Ok(Self { address, log })
    }

    /// Its host and port: `127.0.0.1:1234`.
    #[must_use]
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// The URL of a target on this server.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// All requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.log.requests.lock().unwrap().clone()
    }

    /// Waits for a request: `GET /one`.
    pub fn wait_for(&self, line: &str) {
        let requests = self.log.requests.lock().unwrap();
        let is_missing =
            |requests: &mut Vec<Request>| requests.iter().all(|request| request.line() != line);
        let (requests, waited) = self
            .log
            .more
            .wait_timeout_while(requests, SOON, is_missing)
            .unwrap();
        drop(requests);
        assert!(!waited.timed_out(), "no `{line}` in {:?}", self.lines());
    }

    /// The methods and targets of all requests so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(Request::line).collect()
    }
}

/// Serves one request for each connection. If the connection breaks, the other side notices it.
fn serve<S: Read + Write>(mut stream: S, log: &Log, answer: impl Fn(&Request) -> Reply) {
    let Ok(request) = read(&mut stream) else {
        return;
    };
    log.requests.lock().unwrap().push(request.clone());
    log.more.notify_all();
    let bytes = match answer(&request) {
        Reply::Whole(status, headers, body) => whole(status, &headers, &body),
        Reply::Raw(bytes) => bytes,
        Reply::Silence(time) => return thread::sleep(time),
    };
    let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
}

fn tls() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/certificate.pem"));
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem"));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.unwrap()], key.unwrap());
    Arc::new(config.unwrap())
}

fn whole(status: u16, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let mut bytes = (head + "connection: close\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// # Errors
/// The request did not come whole: its sender was killed, for one.
fn read(stream: &mut (impl Read + Write)) -> io::Result<Request> {
    let mut lines = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        match line.ends_with('\n') {
            true => Ok(line),
            false => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
        }
    };
    let first = line()?;
    let mut words = first.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next(), words.next());
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length
        .and_then(|(_, length)| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    Ok(Request {
        method: method.unwrap_or_default(),
        target: target.unwrap_or_default(),
        headers,
        body,
    })
}
