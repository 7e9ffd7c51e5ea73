//! A session of a `#[realtime]`, for one example or for several messages.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::caller::{Caller, MOST_ITEMS, Reply, ReplyEnd};
use crate::declare::{Realtime, RealtimeMode};
use crate::fields::packed::pack;
use crate::fields::{Described, Writer};

/// How long a further output is waited for where nothing says when the inputs end.
const QUIET: Duration = Duration::from_secs(2);

/// What came of a session.
pub(crate) struct Session {
    /// Its outputs, as the events of a stream.
    pub(crate) reply: Reply,
    /// The seconds that it told.
    pub(super) seconds: f64,
}

/// Sends messages, and waits for what is answered: one output for each where that is so, and the next message after it; else
/// all up to the end of the session. Where there is no session, it is the answer that says so.
///
/// # Errors
/// There was no answer, the session failed, or it took too long. The error is what its caller sees.
pub(crate) async fn talk(
    caller: &Caller,
    path: &str,
    realtime: Realtime,
    messages: Vec<Vec<u8>>,
    limit: Duration,
) -> Result<Session, String> {
    let ran = timeout(limit, exchange(caller, path, realtime, messages));
    let late = |_| {
        Err(format!(
            "the session did not end within {} s",
            limit.as_secs()
        ))
    };
    ran.await.unwrap_or_else(late)
}

/// Values of JSON as messages.
///
/// # Errors
/// They hold what no message can.
#[cfg(feature = "dev")]
pub(crate) fn packed(values: &[Bytes]) -> Result<Vec<Vec<u8>>, String> {
    let packed = values.iter().map(|json| {
        let value: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        pack(value.to_string().as_bytes(), &[])
    });
    packed.collect()
}

async fn exchange(
    caller: &Caller,
    path: &str,
    realtime: Realtime,
    messages: Vec<Vec<u8>>,
) -> Result<Session, String> {
    let broken = |error: Error| format!("the session broke: {error}");
    let began = Instant::now();
    let (address, request) = caller.handshake(path)?;
    let tcp = TcpStream::connect(address)
        .await
        .map_err(|error| error.to_string())?;
    let (mut socket, head) = match client_async(request, tcp).await {
        Ok((socket, answer)) => (socket, answer.into_parts().0),
        Err(Error::Http(answer)) => {
            let (head, body) = answer.into_parts();
            return Ok(Session {
                reply: Reply::without_session(head, body.unwrap_or_default(), began.elapsed()),
                seconds: 0.0,
            });
        }
        Err(error) => return Err(format!("there is no session: {error}")),
    };
    let inputs = messages.len();
    let mut messages = messages.into_iter().map(Message::binary);
    let at_first = match realtime.mode {
        RealtimeMode::Unary => 1,
        _ => inputs,
    };
    for message in messages.by_ref().take(at_first) {
        socket.send(message).await.map_err(broken)?;
    }

    let (mut outputs, mut seconds) = (Vec::new(), 0.0);
    let end = loop {
        // The inputs of a stream end when the caller is silent for too long, or never.
        let quiet = match (realtime.mode, realtime.session_timeout) {
            (RealtimeMode::ClientStreaming, None) => QUIET,
            (RealtimeMode::Bidi, _) if !outputs.is_empty() => QUIET,
            _ => Duration::MAX,
        };
        let Ok(received) = timeout(quiet, socket.next()).await else {
            break ReplyEnd::Cut;
        };
        let received = received.transpose().map_err(broken)?;
        let is_output = matches!(received, Some(Message::Binary(_)));
        match received {
            None | Some(Message::Close(_)) => break ReplyEnd::Whole,
            Some(Message::Binary(data)) => outputs.push(value(&data)?),
            Some(Message::Text(text)) => {
                let said: Value = serde_json::from_str(&text).unwrap_or_default();
                match said["error"].as_str() {
                    // The SDK's word for each end that is not a failure.
                    Some("TIMEOUT") => break ReplyEnd::Whole,
                    Some(_) => {
                        let reason = said["reason"].as_str().unwrap_or_default();
                        return Err(format!("the session failed: {reason}"));
                    }
                    None => seconds += said["timing"].as_f64().unwrap_or_default(),
                }
            }
            Some(_) => {}
        }
        if realtime.mode == RealtimeMode::Unary && outputs.len() >= inputs {
            break ReplyEnd::Whole;
        }
        if is_output && let Some(message) = messages.next() {
            socket.send(message).await.map_err(broken)?;
        }
        if outputs.len() >= MOST_ITEMS {
            break ReplyEnd::Cut;
        }
    };
    // The app may have closed it.
    let _ = socket.close(None).await;
    Ok(Session {
        reply: Reply::of_session(head.headers, &outputs, end, began.elapsed()),
        seconds,
    })
}

/// An input as its message.
pub(super) fn message(write: fn(&mut Writer)) -> Result<Vec<u8>, String> {
    let mut writer = Writer::request().packed();
    write(&mut writer);
    let packed = writer.finish_packed().map_err(|why| why.to_string())?;
    pack(&packed.json, &packed.asides)
}

/// An output as JSON. A text stands for what JSON cannot hold.
fn value(data: &Bytes) -> Result<Value, String> {
    let value = rmpv::decode::read_value(&mut &**data).map_err(|why| why.to_string())?;
    let mut writer = Writer::answer().shown();
    value.write(&mut writer);
    let json = writer.finish().map_err(|why| why.to_string())?;
    serde_json::from_slice(&json).map_err(|why| why.to_string())
}
