//! Sessions: a request that asks for a WebSocket goes the way of any other, up to the app's answer. From there on messages
//! are passed on, and the session is settled before its caller gets the close.

mod relay;
mod timings;
mod token;

use std::time::{Duration, Instant};

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::response::Parts;
use http::{Request, Response, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{self, Error};

use super::accepted::{Accepted, Reply};
use super::auth::Caller;
use super::charge;
use super::headers::{self, REQUEST_ID};
use super::market::Market;
use super::query;
use super::refusal::{Content, Refusal, Sent, whole};
use crate::dev::app::document::Bounds;
use crate::dev::ledger::requests::Measured;
use relay::Relay;
use timings::Told;
pub(super) use token::give as give_token;
#[cfg(feature = "realtime")]
pub(crate) use token::of_key as session_token;

/// The parameter of the URL in which a browser sends its token. It can send no header.
const TOKEN: &str = "fal_jwt_token";

/// How long a caller may take to go on after the answer to their handshake.
const PATIENCE: Duration = Duration::from_secs(30);

/// A caller who asks for a WebSocket, and rightly.
pub(super) struct Handshake {
    caller: OnUpgrade,
    /// The answer once the app has said yes.
    answer: Response<Content>,
    /// What is sent to the app.
    key: String,
    /// What the session may cost.
    bounds: Option<Bounds>,
    token: Option<String>,
    /// The parameters of the URL without the token.
    query: String,
}

/// Whether a request asks for a WebSocket, and with what.
///
/// # Errors
/// It asks in a wrong way.
pub(super) fn asked(request: &mut Request<Sent>) -> Result<Option<Handshake>, Refusal> {
    let is_asked = request
        .headers()
        .get(header::UPGRADE)
        .is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if !is_asked {
        return Ok(None);
    }
    let answer = create_response_with_body(request, || whole(bytes::Bytes::new()));
    let answer = answer.map_err(|error| refused(&error))?;
    let (tokens, others): (Vec<&str>, Vec<&str>) = request
        .uri()
        .query()
        .unwrap_or_default()
        .split('&')
        .partition(|pair| query::pair(pair).0 == TOKEN);
    Ok(Some(Handshake {
        token: tokens.first().map(|token| query::pair(token).1),
        query: others.join("&"),
        key: generate_key(),
        bounds: None,
        answer,
        caller: hyper::upgrade::on(request),
    }))
}

fn refused(error: &Error) -> Refusal {
    match error {
        Error::Protocol(ProtocolError::WrongHttpMethod) => Refusal::method_not_allowed("GET"),
        Error::Protocol(ProtocolError::MissingSecWebSocketVersionHeader) => Refusal::new(
            StatusCode::UPGRADE_REQUIRED,
            "The version of the WebSocket is 13",
        )
        .with("sec-websocket-version", "13"),
        error => Refusal::bad_request(&error.to_string()),
    }
}

impl Handshake {
    /// Who opens the session at a path.
    pub(super) fn caller(
        &self,
        market: &Market,
        headers: &HeaderMap,
        path: &str,
    ) -> Result<Caller, Refusal> {
        token::caller(market, headers, self.token.as_deref(), path)
    }

    /// Notes what the session may cost.
    pub(super) fn may_cost(&mut self, bounds: Option<Bounds>) {
        self.bounds = bounds;
    }

    /// The path and the parameters that the app sees: a token is not for it.
    pub(super) fn path_and_query(&self, path: &str) -> String {
        match &*self.query {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Makes the headers of the caller's handshake those of the gateway's own.
    pub(super) fn ask(&self, headers: &mut HeaderMap) {
        for of_caller in [
            header::SEC_WEBSOCKET_ACCEPT,
            header::SEC_WEBSOCKET_EXTENSIONS,
            header::SEC_WEBSOCKET_PROTOCOL,
        ] {
            headers.remove(of_caller);
        }
        let own: [(HeaderName, &str); 4] = [
            (header::CONNECTION, "upgrade"),
            (header::UPGRADE, "websocket"),
            (header::SEC_WEBSOCKET_VERSION, "13"),
            (header::SEC_WEBSOCKET_KEY, &self.key),
        ];
        for (name, value) in own {
            headers.insert(name, headers::text(value));
        }
    }

    /// Whether the app has said yes.
    pub(super) fn is_accepted(&self, head: &Parts) -> bool {
        let proof = tungstenite::handshake::derive_accept_key(self.key.as_bytes());
        let accepted = head.headers.get(header::SEC_WEBSOCKET_ACCEPT);
        head.status == StatusCode::SWITCHING_PROTOCOLS
            && accepted.map(HeaderValue::as_bytes) == Some(proof.as_bytes())
    }
}

impl Accepted {
    /// Answers the handshake, and passes messages on until the session ends. It keeps its place until then.
    pub(super) async fn session(
        self,
        handshake: Handshake,
        head: Parts,
        place: Option<OwnedSemaphorePermit>,
        sent: Instant,
        reply: Reply,
    ) {
        let Handshake {
            caller,
            mut answer,
            bounds,
            ..
        } = handshake;
        let id = headers::text(&self.line.id.to_string());
        answer.headers_mut().insert(REQUEST_ID, id);
        // Where the caller has left, there is no connection either.
        let _ = reply.send(answer);
        let cost = |told: Told, is_broken| {
            told.cost(bounds, &self.market.listing, sent.elapsed(), is_broken)
        };
        let Some(mut relay) = connect(head, caller).await else {
            drop(place);
            return self.end(cost(Told::default(), true), sent.elapsed()).await;
        };
        let longest = self.market.limits.work.saturating_sub(sent.elapsed());
        let (end, told) = relay.run(longest, self.market.queue.closed()).await;
        let (cost, time) = (cost(told, end.is_broken()), sent.elapsed());
        drop(place);
        self.end(cost, time).await;
        relay.finish(end).await;
    }

    /// Settles a session.
    async fn end(&self, cost: Measured, time: Duration) {
        let status = StatusCode::SWITCHING_PROTOCOLS.as_u16();
        if timings::are_beyond(&cost, time) {
            tracing::warn!(
                "the session {} is charged {} s, as its app told, and lasted {} s",
                self.line.id,
                cost.units,
                charge::seconds(time)
            );
        }
        // What cannot be settled now is settled at nothing by the next start.
        let _ = self.settle(status, cost, Some(time)).await;
    }
}

/// A connection after its handshake.
type Io = TokioIo<Upgraded>;

/// The two connections, once both are there.
async fn connect(head: Parts, caller: OnUpgrade) -> Option<Relay<Io, Io>> {
    let app = hyper::upgrade::on(Response::from_parts(head, ()));
    let both = async { tokio::try_join!(caller, app) };
    let (caller, app) = timeout(PATIENCE, both).await.ok()?.ok()?;
    let caller = relay::socket(TokioIo::new(caller), Role::Server).await;
    let app = relay::socket(TokioIo::new(app), Role::Client).await;
    Some(Relay::new(caller, app))
}
