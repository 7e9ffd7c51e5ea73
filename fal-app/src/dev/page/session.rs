//! A session that the marketplace holds for the page, which speaks JSON. It goes through the gateway's own port, as a browser's
//! does, with a token.

use std::sync::Arc;

use super::runs::Run;
use crate::declare::EndpointDeclaration;
use crate::dev::gateway::Market;
use crate::dev::ledger::keys::Key;

/// Without the feature `realtime` no app has sessions.
#[cfg(not(feature = "realtime"))]
pub(super) async fn hold(
    _market: &Arc<Market>,
    _endpoint: &EndpointDeclaration,
    _run: &Arc<Run>,
    _key: Option<Key>,
) {
}

#[cfg(feature = "realtime")]
pub(super) use held::hold;

#[cfg(feature = "realtime")]
mod held {
    use std::sync::PoisonError;

    use bytes::Bytes;
    use futures_util::{SinkExt, StreamExt};
    use http::HeaderMap;
    use serde_json::Value;
    use tokio::net::TcpStream;
    use tokio::sync::mpsc;
    use tokio_tungstenite::client_async;
    use tokio_tungstenite::tungstenite::{Error, Message};

    use super::super::runs::{Answered, Phase};
    use super::{Arc, EndpointDeclaration, Key, Market, Run};
    use crate::dev::gateway::session_token;
    use crate::fields::packed::pack;
    use crate::fields::{Described, Writer};

    /// Messages that wait to be sent.
    const WAITING: usize = 16;

    /// Holds a session until it is closed, by the page or by the app.
    pub(crate) async fn hold(
        market: &Arc<Market>,
        endpoint: &EndpointDeclaration,
        run: &Arc<Run>,
        key: Option<Key>,
    ) {
        let answered = |status: u16, why: String| {
            run.change(|progress| {
                progress.answer = Some(Answered {
                    status,
                    headers: HeaderMap::new(),
                    body: serde_json::json!({"detail": why}).to_string().into(),
                    is_cut: false,
                });
            });
        };
        let (inputs, received) = mpsc::channel(WAITING);
        *run.inputs.lock().unwrap_or_else(PoisonError::into_inner) = Some(inputs);
        let token = session_token(market, key.as_ref());
        let path = format!("/run/{}", market.listing.endpoint_id(endpoint.path));
        let url = format!("ws://{}{path}?fal_jwt_token={token}", run.start.address);
        let ended = tokio::select! {
            ended = exchange(run, &url, received) => ended,
            () = run.cancel.cancelled() => Ok(()),
        };
        *run.inputs.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match ended {
            Ok(()) => answered(101, String::new()),
            Err(Error::Http(refused)) => {
                let said: Option<Value> = refused
                    .body()
                    .as_ref()
                    .and_then(|body| serde_json::from_slice(body).ok());
                let why = said.and_then(|said| said["detail"].as_str().map(str::to_owned));
                answered(refused.status().as_u16(), why.unwrap_or_default());
            }
            Err(error) => answered(101, error.to_string()),
        }
    }

    async fn exchange(
        run: &Run,
        url: &str,
        mut inputs: mpsc::Receiver<Value>,
    ) -> Result<(), Error> {
        let tcp = TcpStream::connect(&run.start.address)
            .await
            .map_err(Error::Io)?;
        let (mut socket, head) = client_async(url, tcp).await?;
        let id = head.headers().get(crate::context::REQUEST_ID);
        let id = id.and_then(|id| id.to_str().ok()?.parse().ok());
        run.change(|progress| {
            progress.phase = Phase::Streaming;
            progress.session = id;
        });
        loop {
            tokio::select! {
                input = inputs.recv() => {
                    let Some(input) = input else { break };
                    let message = pack(input.to_string().as_bytes(), &[]);
                    match message {
                        Ok(message) => {
                            run.add_item("→", input.to_string());
                            socket.send(Message::binary(message)).await?;
                        }
                        Err(why) => run.add_item("→", format!("not sent: {why}")),
                    }
                }
                message = socket.next() => match message.transpose()? {
                    None | Some(Message::Close(_)) => break,
                    Some(Message::Binary(data)) => run.add_item("←", shown(&data)),
                    Some(Message::Text(text)) => run.add_item("←", text.to_string()),
                    Some(_) => {}
                },
                () = run.cancel.cancelled() => break,
            }
        }
        let _ = socket.close(None).await;
        while let Some(Ok(_)) = socket.next().await {}
        Ok(())
    }

    /// An output as JSON. A text stands for what JSON cannot hold.
    fn shown(data: &Bytes) -> String {
        let Ok(value) = rmpv::decode::read_value(&mut &**data) else {
            return format!("{} bytes that are not MessagePack", data.len());
        };
        let mut writer = Writer::answer().shown();
        value.write(&mut writer);
        let json = writer.finish().unwrap_or_default();
        String::from_utf8_lossy(&json).into_owned()
    }
}
