//! An example of a `#[realtime]`, sent in a session of its own.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::caller::{MOST_ITEMS, Reply, ReplyEnd};
use crate::declare::{EndpointDeclaration, Realtime, RealtimeMode};
use crate::fields::packed::pack;
use crate::fields::{Described, Writer};

/// How long a further output is waited for where nothing says when the inputs end.
const QUIET: Duration = Duration::from_secs(2);

/// What came of a session.
pub(super) struct Session {
    /// Its outputs, as the events of a stream.
    pub(super) reply: Reply,
    /// The seconds that it told.
    pub(super) seconds: f64,
}

/// Sends one input, and waits for what is answered: one output where there is one for each input, else all up to the end
/// of the session.
///
/// # Errors
/// There was no session, or it failed, for the reason that its caller is told; or it took too long.
pub(super) async fn run(
    address: SocketAddr,
    endpoint: &EndpointDeclaration,
    write: fn(&mut Writer),
    limit: Duration,
) -> Result<Session, String> {
    let realtime = endpoint.realtime.ok_or("it has no sessions")?;
    let ran = timeout(limit, exchange(address, endpoint.path, write, realtime));
    let late = |_| {
        Err(format!(
            "the session did not end within {} s",
            limit.as_secs()
        ))
    };
    ran.await.unwrap_or_else(late)
}

async fn exchange(
    address: SocketAddr,
    path: &str,
    write: fn(&mut Writer),
    realtime: Realtime,
) -> Result<Session, String> {
    let broken = |error: Error| format!("the session broke: {error}");
    let began = Instant::now();
    let tcp = TcpStream::connect(address)
        .await
        .map_err(|error| error.to_string())?;
    let (mut socket, _) = client_async(format!("ws://{address}{path}"), tcp)
        .await
        .map_err(|error| format!("there is no session: {error}"))?;
    let message = message(write)?;
    socket
        .send(Message::binary(message))
        .await
        .map_err(broken)?;

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
        match received.transpose().map_err(broken)? {
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
        if realtime.mode == RealtimeMode::Unary && !outputs.is_empty() {
            break ReplyEnd::Whole;
        }
        if outputs.len() >= MOST_ITEMS {
            break ReplyEnd::Cut;
        }
    };
    // The app may have closed it.
    let _ = socket.close(None).await;
    Ok(Session {
        reply: Reply::of_session(&outputs, end, began.elapsed()),
        seconds,
    })
}

fn message(write: fn(&mut Writer)) -> Result<Vec<u8>, String> {
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
