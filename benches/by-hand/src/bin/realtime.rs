//! Sessions by hand on axum: what `declared-realtime` is measured against. A message is decoded by rmp-serde and validated by
//! garde, and its answer is written with the names of its fields. It has no metrics, document, permits, timeouts, log or
//! drain.

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use garde::Validate;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

/// The largest message, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

#[derive(Deserialize, Validate)]
struct Frame {
    #[garde(length(chars, min = 1, max = 5000))]
    prompt: String,
    #[serde(default = "half")]
    #[garde(range(min = 0.0, max = 1.0))]
    strength: f64,
    #[serde(default)]
    #[garde(skip)]
    pixels: serde_bytes::ByteBuf,
}

fn half() -> f64 {
    0.5
}

#[derive(Serialize)]
struct Styled {
    prompt: String,
    strength: f64,
    pixels: serde_bytes::ByteBuf,
}

async fn begin(upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .on_upgrade(async |mut socket| {
            // A caller who breaks off ends the session.
            let _ = session(&mut socket).await;
        })
}

async fn session(socket: &mut WebSocket) -> Result<(), Box<dyn Error + Send + Sync>> {
    while let Some(message) = socket.recv().await {
        let Message::Binary(message) = message? else {
            continue;
        };
        let frame: Frame = match rmp_serde::from_slice(&message) {
            Ok(frame) => frame,
            Err(error) => return refuse(socket, &error.to_string()).await,
        };
        if let Err(report) = frame.validate() {
            return refuse(socket, &report.to_string()).await;
        }
        let styled = Styled {
            prompt: frame.prompt,
            strength: frame.strength,
            pixels: frame.pixels,
        };
        let answer = rmp_serde::to_vec_named(&styled)?;
        socket.send(Message::Binary(answer.into())).await?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Refused<'a> {
    r#type: &'a str,
    error: &'a str,
    reason: &'a str,
}

async fn refuse(
    socket: &mut WebSocket,
    reason: &str,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let refused = Refused {
        r#type: "x-fal-error",
        error: "INTERNAL_ERROR",
        reason,
    };
    let refused = serde_json::to_string(&refused)?;
    Ok(socket.send(Message::Text(refused.into())).await?)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT")?.parse()?;
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    let router = Router::new().route("/realtime", get(begin));
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            terminate.recv().await;
        })
        .await?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    Runtime::new()?.block_on(serve())
}
