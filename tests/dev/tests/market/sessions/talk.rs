//! A caller of sessions, who speaks WebSocket and MessagePack.

use std::net::TcpStream;
use std::time::Duration;

use fal_app::Value;
use rmpv::Value as Packed;
use serde_json::json;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{
    Error, HandshakeError, Message, WebSocket, client::client_with_config,
};

use crate::support::Market;

/// A session.
pub(super) struct Talk {
    pub(super) socket: WebSocket<TcpStream>,
    pub(super) id: String,
}

/// How the app's side of a session went on to its end.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) texts: Vec<Value>,
    pub(super) answers: Vec<Value>,
    /// The code and the reason of the close; `None` where the connection broke.
    pub(super) close: Option<(u16, String)>,
}

/// Opens a session with these headers; where it is refused, the status and the body of the answer.
pub(super) fn open(
    market: &Market,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Talk, (u16, String)> {
    let url = format!("ws://{}/run/owner/market{path}", market.address);
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        request.headers_mut().append(*name, value);
    }
    let stream = TcpStream::connect(market.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    // An answer may be larger than the message that it answers.
    let config = WebSocketConfig::default().max_frame_size(Some(32 << 20));
    match client_with_config(request, stream, Some(config)) {
        Ok((socket, answer)) => Ok(Talk {
            socket,
            id: answer.headers()["x-fal-request-id"]
                .to_str()
                .unwrap()
                .to_owned(),
        }),
        Err(HandshakeError::Failure(Error::Http(answer))) => {
            let body = answer.body().clone().unwrap_or_default();
            assert!(answer.headers().contains_key("x-fal-request-id"));
            Err((answer.status().as_u16(), String::from_utf8(body).unwrap()))
        }
        Err(other) => panic!("{other}"),
    }
}

/// Opens a session as a user.
pub(super) fn open_as(market: &Market, user: &str, path: &str) -> Talk {
    let key = format!("Key {}", market.key(user));
    open(market, path, &[("authorization", &key)]).unwrap()
}

impl Talk {
    pub(super) fn send(&mut self, message: &Value) {
        let mut packed = Vec::new();
        rmpv::encode::write_value(&mut packed, &pack(message)).unwrap();
        self.socket.send(Message::binary(packed)).unwrap();
    }

    pub(super) fn say(&mut self, text: &str) {
        self.send(&json!({"text": text}));
    }

    /// The next message: a text, or an answer.
    pub(super) fn next(&mut self) -> Value {
        loop {
            match self.socket.read().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Binary(packed) => return unpack(&packed),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The next answer.
    pub(super) fn answer(&mut self) -> Value {
        loop {
            let message = self.next();
            if message.get("type").is_none() {
                return message;
            }
        }
    }

    /// Hears all up to the end.
    pub(super) fn rest(&mut self) -> Heard {
        let mut heard = Heard::default();
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => heard.texts.push(serde_json::from_str(&text).unwrap()),
                Ok(Message::Binary(packed)) => heard.answers.push(unpack(&packed)),
                Ok(Message::Close(close)) => {
                    let close = close.map_or((1005, String::new()), |close| {
                        (close.code.into(), close.reason.to_string())
                    });
                    heard.close = Some(close);
                    // The answer to it leaves with the next that is read.
                    let _ = self.socket.read();
                    return heard;
                }
                Ok(_) => {}
                Err(_) => return heard,
            }
        }
    }

    /// Closes the session, and hears all up to the answer.
    pub(super) fn close(&mut self) -> Heard {
        use tokio_tungstenite::tungstenite::protocol::CloseFrame;
        let close = CloseFrame {
            code: CloseCode::Normal,
            reason: "enough".into(),
        };
        self.socket.close(Some(close)).unwrap();
        self.rest()
    }
}

impl Heard {
    /// The seconds that were told, together.
    pub(super) fn timings(&self) -> f64 {
        let timings = self.texts.iter().filter(|text| text["action"] == "timings");
        timings.map(|text| text["timing"].as_f64().unwrap()).sum()
    }
}

fn pack(value: &Value) -> Packed {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            Packed::Map(
                members
                    .map(|(name, value)| (name.as_str().into(), pack(value)))
                    .collect(),
            )
        }
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => number.as_u64().unwrap().into(),
        other => panic!("{other}"),
    }
}

fn unpack(mut packed: &[u8]) -> Value {
    fn read(packed: &Packed) -> Value {
        match packed {
            Packed::Map(members) => members
                .iter()
                .map(|(name, value)| (name.as_str().unwrap().to_owned(), read(value)))
                .collect(),
            Packed::Array(items) => items.iter().map(read).collect(),
            Packed::Nil => Value::Null,
            other => other.as_str().unwrap().into(),
        }
    }
    read(&rmpv::decode::read_value(&mut packed).unwrap())
}
