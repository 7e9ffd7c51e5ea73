//! A caller of an app, over HTTP/1.1.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::Value;
use tokio::time::timeout;
#[cfg(feature = "realtime")]
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::net::{Reach, Url, connect};
use crate::server::UNITS;
use crate::units::BillableUnits;

/// The most that is read of an answer. More is left unread.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The most items that are read of a stream. More are left unread: a stream may have no end.
pub(super) const MOST_ITEMS: usize = 1000;

/// A caller of the app at a URL.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Without a slash at its end.
    pub(crate) url: String,
    key: Option<HeaderValue>,
    /// What else it says with each request.
    headers: HeaderMap,
    /// Where it is on this machine, whose sessions can be asked too.
    #[cfg_attr(
        not(feature = "realtime"),
        allow(dead_code, reason = "only for sessions")
    )]
    pub(super) address: Option<SocketAddr>,
}

/// What the app answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) end: ReplyEnd,
    /// From connecting to the last byte.
    pub(crate) took: Duration,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReplyEnd {
    /// It is whole.
    Whole,
    /// The app broke it off, as a stream that fails after its first item.
    BrokenOff,
    /// It is longer than what is read of an answer.
    Cut,
}

impl Caller {
    /// Of an app on this machine.
    pub(super) fn of_address(address: SocketAddr) -> Result<Self, String> {
        Self::at(address, "", None)
    }

    /// Of an app on this machine, below this path.
    ///
    /// # Errors
    /// They are not part of a URL.
    pub(crate) fn at(
        address: SocketAddr,
        path: &str,
        key: Option<HeaderValue>,
    ) -> Result<Self, String> {
        let caller = Self::new(&format!("http://{address}{path}"), key)?;
        Ok(Self {
            address: Some(address),
            ..caller
        })
    }

    /// With the value of the header `Authorization`, where a key is needed.
    ///
    /// # Errors
    /// The URL is not one of `http` or `https`.
    pub(crate) fn new(url: &str, key: Option<HeaderValue>) -> Result<Self, String> {
        let url = url.trim_end_matches('/');
        Url::parse(url).map_err(|why| why.to_string())?;
        Ok(Self {
            url: url.to_owned(),
            key,
            headers: HeaderMap::new(),
            address: None,
        })
    }

    /// With these headers in each request, instead of its own of the same name.
    #[cfg(feature = "dev")]
    pub(crate) fn with_headers(self, headers: HeaderMap) -> Self {
        Self { headers, ..self }
    }

    /// Where a session is begun, and the request that asks for it. It is on this machine alone.
    ///
    /// # Errors
    /// The app is not on this machine.
    #[cfg(feature = "realtime")]
    pub(super) fn handshake(&self, path: &str) -> Result<(SocketAddr, Request<()>), String> {
        let address = self
            .address
            .ok_or("sessions are begun on this machine alone")?;
        let url = self.url.replacen("http", "ws", 1) + path.strip_suffix('/').unwrap_or(path);
        let mut request = url
            .into_client_request()
            .map_err(|error| error.to_string())?;
        if let Some(key) = &self.key {
            let headers = request.headers_mut();
            headers.insert(header::AUTHORIZATION, key.clone());
        }
        request.headers_mut().extend(self.headers.clone());
        Ok((address, request))
    }

    /// Posts JSON, as callers do.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(crate) async fn post(
        &self,
        path: &str,
        json: Bytes,
        limit: Duration,
    ) -> Result<Reply, String> {
        self.send(Method::POST, path, json, limit).await
    }

    /// Sends a request over a connection of its own, and reads the answer, whatever its status. When the time is over,
    /// the connection is dropped, as that of a caller who leaves.
    ///
    /// # Errors
    /// There was no answer within the time, or the connection failed. The words are for people.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        limit: Duration,
    ) -> Result<Reply, String> {
        let sent = timeout(limit, self.exchange(method, path, body));
        let late = |_| Err(format!("no whole answer within {} s", limit.as_secs()));
        sent.await.unwrap_or_else(late)
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<Reply, String> {
        let began = Instant::now();
        // The root of an app that has a path of its own is asked without a slash at its end.
        let url = format!("{}{}", self.url, path.strip_suffix('/').unwrap_or(path));
        let url = Url::parse(&url).map_err(|why| why.to_string())?;
        let mut request = Request::builder()
            .method(method)
            .uri(&*url.target())
            .header(header::HOST, url.authority())
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, key);
        }
        let mut request = request
            .body(Full::new(body))
            .map_err(|error| error.to_string())?;
        request.headers_mut().extend(self.headers.clone());
        let mut sender = connect(&url, Reach::Any)
            .await
            .map_err(|why| why.to_string())?;
        let answered = sender.send_request(request).await;
        let (head, body) = answered
            .map_err(|error| format!("the connection broke before the answer: {error}"))?
            .into_parts();
        let (body, end) = read(body).await;
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            end,
            took: began.elapsed(),
        })
    }
}

async fn read(mut body: Incoming) -> (Bytes, ReplyEnd) {
    let mut read = BytesMut::new();
    let mut items = 0;
    let end = loop {
        match body.frame().await {
            None => break ReplyEnd::Whole,
            Some(Err(_)) => break ReplyEnd::BrokenOff,
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                items += usize::from(data.ends_with(EVENT_END));
                read.extend_from_slice(&data);
            }
        }
        if read.len() >= MOST_BYTES || items >= MOST_ITEMS {
            break ReplyEnd::Cut;
        }
    };
    (read.freeze(), end)
}

/// The status of a session: the protocol is switched.
const SESSION: u16 = 101;

/// What ends each event of a stream.
const EVENT_END: &[u8] = b"\n\n";

impl Reply {
    /// What came of a session, whose outputs are kept as a stream's.
    #[cfg(feature = "realtime")]
    pub(super) fn of_session(
        mut headers: HeaderMap,
        outputs: &[Value],
        end: ReplyEnd,
        took: Duration,
    ) -> Self {
        let events: String = outputs
            .iter()
            .map(|output| format!("data: {output}\n\n"))
            .collect();
        let content_type = HeaderValue::from_static("text/event-stream");
        headers.insert(header::CONTENT_TYPE, content_type);
        Self {
            status: SESSION,
            headers,
            body: events.into(),
            end,
            took,
        }
    }

    /// The answer to a handshake that begins no session.
    #[cfg(feature = "realtime")]
    pub(super) fn without_session(
        head: http::response::Parts,
        body: Vec<u8>,
        took: Duration,
    ) -> Self {
        Self {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.into(),
            end: ReplyEnd::Whole,
            took,
        }
    }

    /// Whether it is a success: 200, or a session.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self.status, 200 | SESSION)
    }

    /// The units of its header; `None` where there is none, as for a success of `per_compute_second`.
    ///
    /// # Errors
    /// The header is there more than once, or is not a number of units.
    pub(crate) fn units(&self) -> Result<Option<BillableUnits>, String> {
        let mut values = self.headers.get_all(UNITS).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(format!("`{UNITS}` is there more than once"));
        }
        let units = value.to_str().ok().and_then(|text| text.parse().ok());
        units
            .map(Some)
            .ok_or_else(|| format!("`{UNITS}` is {value:?}, not a number of units"))
    }

    /// Empty where it says none.
    pub(crate) fn content_type(&self) -> &str {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        content_type.unwrap_or_default()
    }

    /// Whether it is a series of server-sent events.
    pub(crate) fn is_events(&self) -> bool {
        self.content_type().starts_with("text/event-stream")
    }

    /// What it holds as JSON: the value of the answer, or that of each item of a stream. None where it is not JSON, as the
    /// bytes of a raw stream.
    pub(crate) fn values(&self) -> Vec<Value> {
        if !self.is_events() {
            return serde_json::from_slice(&self.body).into_iter().collect();
        }
        let text = String::from_utf8_lossy(&self.body);
        let events = text.split_terminator("\n\n");
        let data = events.filter_map(|event| event.strip_prefix("data: "));
        data.filter_map(|data| serde_json::from_str(data).ok())
            .collect()
    }
}
