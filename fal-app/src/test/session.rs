//! A session of an author's test.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Request, header};
use http_body_util::Empty;
use rmpv::Value;
use serde_json::Value as Json;
use tokio::io::{DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::stream_reply::wait;
use crate::error::{Error, Result};
use crate::fields::packed::pack;
use crate::fields::{Described, Input, Writer};
use crate::server::{PendingSession, Routes, Stop, respond};
use crate::task::BoxFuture;

/// How many bytes are on their way in one direction.
const ON_THE_WAY: usize = 64 * 1024;

/// A session with a `#[realtime]`, on the caller's side. Each call blocks until it is done.
///
/// ```
/// # use fal_app::prelude::*;
/// # #[fal_app] #[derive(Default)] struct Adder;
/// # #[input] struct Number { number: u32 }
/// # #[output] struct Sum { sum: u32 }
/// # #[endpoints] impl Adder {
/// #     #[realtime("/realtime")]
/// #     async fn add(&self, input: Number) -> Result<Sum> { Ok(Sum { sum: input.number + 1 }) }
/// # }
/// # fn main() -> Result<()> {
/// use fal_app::test::Client;
///
/// let client = Client::<Adder>::start()?;
/// let mut session = client.realtime("/realtime")?;
/// session.send(&Number { number: 1 })?;
/// assert_eq!(session.receive()?["sum"], 2.into());
///
/// session.send_json(serde_json::json!({"number": "many"}))?;
/// let refused = session.receive().unwrap_err();
/// assert!(refused.to_string().contains("Input should be a valid integer"));
/// # Ok(()) }
/// ```
pub struct Session<'c> {
    runtime: &'c Handle,
    /// `None` while it is used.
    socket: Option<Socket>,
    seconds: f64,
}

type Socket = WebSocketStream<DuplexStream>;

/// What came from the app.
enum Told {
    Output(Value),
    /// The session came to its end.
    End,
    Failed(String),
    Seconds(f64),
}

impl<'c> Session<'c> {
    pub(super) fn begin(runtime: &'c Handle, routes: Arc<Routes>, path: &str) -> Result<Self> {
        let request = Request::get(path)
            .header(header::CONNECTION, "upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, generate_key())
            .body(Empty::<Bytes>::new())?;
        let socket = wait(runtime, async move {
            let mut response = respond(&routes, request, &Stop::never()).await?;
            let Some(session) = PendingSession::detach(response.extensions_mut()) else {
                return Err(Error::from(format!(
                    "there is no session: {}",
                    response.status()
                )));
            };
            let (own, other) = duplex(ON_THE_WAY);
            tokio::spawn(session.run(other, Stop::never()));
            Ok(WebSocketStream::from_raw_socket(own, Role::Client, None).await)
        })??;
        Ok(Self {
            runtime,
            socket: Some(socket),
            seconds: 0.0,
        })
    }

    /// Sends an input.
    ///
    /// # Errors
    /// The session has ended, or the input has a value that no message can hold.
    pub fn send<I: Input>(&mut self, input: &I) -> Result<()> {
        self.write(|writer| input.write(writer))
    }

    /// Sends any value of MessagePack.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn send_value(&mut self, value: &Value) -> Result<()> {
        self.write(|writer| value.write(writer))
    }

    /// Sends what JSON can say: `json!({…})`.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn send_json(&mut self, value: impl Into<Json>) -> Result<()> {
        let value = value.into();
        self.write(|writer| value.write(writer))
    }

    /// The next output.
    ///
    /// # Errors
    /// The session failed, for the reason that its caller is told, or came to its end.
    pub fn receive(&mut self) -> Result<Value> {
        self.next()?
            .ok_or_else(|| "the session came to its end".into())
    }

    /// Waits for the end of the session: all outputs up to there.
    ///
    /// # Errors
    /// The session failed, for the reason that its caller is told.
    pub fn finish(mut self) -> Result<Vec<Value>> {
        let mut outputs = Vec::new();
        while let Some(output) = self.next()? {
            outputs.push(output);
        }
        Ok(outputs)
    }

    /// The seconds that the session has told so far, which the platform charges for `per_compute_second`.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    fn write(&mut self, write: impl FnOnce(&mut Writer)) -> Result<()> {
        let mut writer = Writer::request().packed();
        write(&mut writer);
        let packed = writer.finish_packed()?;
        let message = Message::binary(pack(&packed.json, &packed.asides)?);
        self.with(|mut socket| {
            Box::pin(async move {
                let sent = socket.send(message).await;
                (socket, sent)
            })
        })??;
        Ok(())
    }

    /// `None` at the end of the session.
    fn next(&mut self) -> Result<Option<Value>> {
        loop {
            let message = self.with(|mut socket| {
                Box::pin(async move {
                    let message = socket.next().await;
                    (socket, message)
                })
            })?;
            match told(message.transpose()?)? {
                Some(Told::Output(value)) => return Ok(Some(value)),
                Some(Told::End) => return Ok(None),
                Some(Told::Failed(reason)) => return Err(reason.into()),
                Some(Told::Seconds(seconds)) => self.seconds += seconds,
                None => {}
            }
        }
    }

    /// Runs something on the runtime of the client: a test may have another, or none.
    fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(Socket) -> BoxFuture<(Socket, T)>,
    ) -> Result<T> {
        let socket = self.socket.take().ok_or("the session is used no more")?;
        let (socket, done) = wait(self.runtime, work(socket))?;
        self.socket = Some(socket);
        Ok(done)
    }
}

/// What a message says; `None` for a ping and the like.
fn told(message: Option<Message>) -> Result<Option<Told>> {
    Ok(Some(match message {
        None | Some(Message::Close(_)) => Told::End,
        Some(Message::Binary(data)) => Told::Output(rmpv::decode::read_value(&mut &*data)?),
        Some(Message::Text(text)) => {
            let said: Json = serde_json::from_str(&text)?;
            match said["error"].as_str() {
                Some("TIMEOUT") => Told::End,
                Some(_) => Told::Failed(said["reason"].as_str().unwrap_or_default().to_owned()),
                None => Told::Seconds(said["timing"].as_f64().unwrap_or_default()),
            }
        }
        Some(_) => return Ok(None),
    }))
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
