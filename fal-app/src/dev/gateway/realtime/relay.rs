//! A session between its caller and the app: each is a WebSocket of its own. A message is passed on whole, and the next one
//! is read when it is taken.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use super::super::market::LARGEST_ANSWER;
use super::timings::Told;
use crate::declare::MAX_MESSAGE_MIB;
use crate::dev::app::Failed;
use crate::websocket::violation;

/// What is read and written at once, in bytes. Each session has four of these.
const BUFFER: usize = 16 * 1024;

/// How often a caller is asked whether they are there.
const PING: Duration = Duration::from_secs(20);

/// A caller who says nothing for so long, and answers no ping, is gone. So is one who takes nothing for so long.
const SILENT: Duration = Duration::from_secs(60);

/// How long either side may take to answer a close.
const CLOSING: Duration = Duration::from_secs(5);

/// The same when the marketplace ends.
const LAST: Duration = Duration::from_secs(1);

/// A session without a message in so long is over.
const IDLE: Duration = Duration::from_secs(600);

/// The largest message of a caller, in bytes: as at the app.
const LARGEST_OF_CALLER: usize = (MAX_MESSAGE_MIB as usize) << 20;

/// What the platform says where an app is lost.
const LOST: &str = "Error while forwarding the request";

/// The gateway's end of a connection.
pub(super) async fn socket<S>(io: S, role: Role) -> WebSocketStream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let largest = match role {
        Role::Server => LARGEST_OF_CALLER,
        Role::Client => LARGEST_ANSWER,
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(Some(largest))
        .max_frame_size(Some(largest));
    WebSocketStream::from_raw_socket(io, role, Some(config)).await
}

/// How a session ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The caller closes it.
    Caller(Option<CloseFrame>),
    /// The caller is gone.
    CallerGone,
    /// The caller does not speak WebSocket, or sends too much at once.
    Violated(CloseCode),
    /// The app closes it.
    App(Option<CloseFrame>),
    /// The app is gone.
    AppGone,
    /// Nobody said anything for long.
    Idle,
    /// It took longer than a request may.
    TooLong,
    /// The marketplace ends.
    Stopped,
}

impl End {
    /// Whether it ends in the middle, and not because its caller wants it to.
    pub(super) fn is_broken(&self) -> bool {
        match self {
            Self::Caller(_) | Self::CallerGone | Self::Idle | Self::Stopped => false,
            Self::App(close) => !matches!(
                close.as_ref().map(|close| close.code),
                None | Some(CloseCode::Normal | CloseCode::Away | CloseCode::Restart)
            ),
            Self::Violated(_) | Self::AppGone | Self::TooLong => true,
        }
    }

    /// The close that the app gets. One that closed the session itself has its own answered.
    fn to_app(&self) -> Option<CloseFrame> {
        match self {
            Self::Caller(close) => close.clone(),
            _ => Some(close(CloseCode::Away, "")),
        }
    }

    /// The close that the caller gets.
    fn to_caller(&self) -> Option<CloseFrame> {
        match self {
            Self::App(close) => close.clone(),
            Self::Caller(_) | Self::CallerGone => None,
            Self::Violated(code) => Some(close(*code, "")),
            Self::AppGone => Some(close(CloseCode::Error, LOST)),
            Self::Idle => Some(close(CloseCode::Normal, "")),
            Self::TooLong => Some(close(CloseCode::Error, "The request took too long")),
            Self::Stopped => Some(close(CloseCode::Restart, "")),
        }
    }

    fn patience(&self) -> Duration {
        match self {
            Self::Stopped => LAST,
            _ => CLOSING,
        }
    }
}

fn close(code: CloseCode, reason: &'static str) -> CloseFrame {
    CloseFrame {
        code,
        reason: reason.into(),
    }
}

/// A session while it goes on.
pub(super) struct Relay<C, A> {
    to_caller: SplitSink<WebSocketStream<C>, Message>,
    from_caller: SplitStream<WebSocketStream<C>>,
    to_app: SplitSink<WebSocketStream<A>, Message>,
    from_app: SplitStream<WebSocketStream<A>>,
    told: Told,
}

impl<C, A> Relay<C, A>
where
    C: AsyncRead + AsyncWrite + Unpin,
    A: AsyncRead + AsyncWrite + Unpin,
{
    pub(super) fn new(caller: WebSocketStream<C>, app: WebSocketStream<A>) -> Self {
        let (to_caller, from_caller) = caller.split();
        let (to_app, from_app) = app.split();
        Self {
            to_caller,
            from_caller,
            to_app,
            from_app,
            told: Told::default(),
        }
    }

    /// Passes messages on until the session ends, at the latest when so much time has gone by or `stop` is there. Then the app
    /// has its close, and the caller has not: first it is settled.
    pub(super) async fn run(&mut self, longest: Duration, stop: impl Future) -> (End, Told) {
        let began = Instant::now();
        let last = Mutex::new(began);
        let heard = || *last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let idle = async {
            loop {
                let due = *last.lock().unwrap_or_else(PoisonError::into_inner) + IDLE;
                if due <= Instant::now() {
                    return;
                }
                sleep_until(due).await;
            }
        };
        let end = tokio::select! {
            end = down(&mut self.from_app, &mut self.to_caller, &mut self.told, heard) => end,
            end = up(&mut self.from_caller, &mut self.to_app, heard) => end,
            _ = stop => End::Stopped,
            () = sleep_until(began + longest) => End::TooLong,
            () = idle => End::Idle,
        };
        if end != End::AppGone {
            let _ = timeout(end.patience(), self.close_app(&end)).await;
        }
        (end, self.told)
    }

    /// Tells the app that the session is over, and hears what it says last.
    async fn close_app(&mut self, end: &End) {
        if let End::App(_) = end {
            let _ = self.to_app.close().await;
            return;
        }
        if self
            .to_app
            .send(Message::Close(end.to_app()))
            .await
            .is_err()
        {
            return;
        }
        while let Some(Ok(message)) = self.from_app.next().await {
            if let Message::Text(text) = &message {
                self.told.hear(text);
            }
        }
    }

    /// Tells the caller that the session is over. It is settled.
    pub(super) async fn finish(self, end: End) {
        if end != End::CallerGone {
            let _ = timeout(end.patience(), self.close_caller(&end)).await;
        }
    }

    async fn close_caller(mut self, end: &End) -> Result<(), Failed> {
        if *end == End::Idle {
            let reason = "no messages, reconnect when needed!";
            let over = json!({"type": "x-fal-error", "error": "TIMEOUT", "reason": reason});
            self.to_caller.send(Message::text(over.to_string())).await?;
        }
        match end {
            // Their close is answered.
            End::Caller(_) => self.to_caller.close().await?,
            _ => self.to_caller.send(Message::Close(end.to_caller())).await?,
        }
        while let Some(Ok(_)) = self.from_caller.next().await {}
        if let End::Violated(_) = end
            && let Ok(mut socket) = self.to_caller.reunite(self.from_caller)
        {
            // Bytes that are not read would break the connection before the close is read.
            let mut unread = vec![0; BUFFER];
            while socket.get_mut().read(&mut unread).await? > 0 {}
        }
        Ok(())
    }
}

/// From the caller to the app. What the app does not take keeps its caller waiting.
async fn up<C, A>(
    from: &mut SplitStream<WebSocketStream<C>>,
    to: &mut SplitSink<WebSocketStream<A>, Message>,
    heard: impl Fn(),
) -> End
where
    C: AsyncRead + AsyncWrite + Unpin,
    A: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        // Nothing is heard of a caller who is not read.
        let message = match timeout(SILENT, from.next()).await {
            Err(_) | Ok(None) => return End::CallerGone,
            Ok(Some(Err(error))) => {
                return violation(&error).map_or(End::CallerGone, End::Violated);
            }
            Ok(Some(Ok(message))) => message,
        };
        match message {
            Message::Close(close) => return End::Caller(close),
            Message::Text(_) | Message::Binary(_) => {
                heard();
                if to.send(message).await.is_err() {
                    // How the app went is read from it.
                    return std::future::pending().await;
                }
            }
            // A ping is answered with what is sent next, or at once.
            _ => {}
        }
    }
}

/// From the app to the caller.
async fn down<C, A>(
    from: &mut SplitStream<WebSocketStream<A>>,
    to: &mut SplitSink<WebSocketStream<C>, Message>,
    told: &mut Told,
    heard: impl Fn(),
) -> End
where
    C: AsyncRead + AsyncWrite + Unpin,
    A: AsyncRead + AsyncWrite + Unpin,
{
    let mut pings = interval_at(Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            message = from.next() => match message {
                Some(Ok(Message::Close(close))) => return End::App(close),
                Some(Ok(message)) => message,
                Some(Err(_)) | None => return End::AppGone,
            },
            _ = pings.tick() => Message::Ping(bytes::Bytes::new()),
        };
        let is_answer = message.is_binary();
        match &message {
            Message::Text(text) => told.hear(text),
            Message::Binary(_) | Message::Ping(_) => {}
            _ => continue,
        }
        if !message.is_ping() {
            heard();
        }
        if !matches!(timeout(SILENT, to.send(message)).await, Ok(Ok(()))) {
            return End::CallerGone;
        }
        if is_answer {
            told.answered();
        }
    }
}
