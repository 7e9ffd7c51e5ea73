//! Cancels: the gateway says to the app that nobody waits for an attempt any more (`docs/platform.md` §2.8).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde_json::Value;
use tokio::time::sleep;

use super::accepted::Accepted;
use super::headers::{self, REQUEST_ID};
use crate::dev::app::{self, App, Up};

/// How long the second try waits. Each waits twice as long as the one before, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The most bytes of an answer to a cancel that are read.
const LARGEST: usize = 4 * 1024;

/// The cancel of one attempt, for the process that has it. No other attempt hears of it: where one may follow that this is
/// still told of, it has another process.
pub(super) struct Cancel {
    app: App,
    up: Up,
    path: String,
    id: HeaderValue,
}

impl Accepted {
    /// The cancel of the attempt that this process has.
    pub(super) fn cancel_at(&self, up: &Up) -> Cancel {
        Cancel {
            app: self.market.app.clone(),
            up: up.clone(),
            path: self.cancel.clone(),
            id: headers::text(&self.line.id.to_string()),
        }
    }

    /// Tells the app that nobody waits for an answer any more that has begun. One that does not understand it works on.
    pub(super) fn cancel(&self, up: &Up) {
        let (cancel, at_work) = (self.cancel_at(up), self.at_work.clone());
        tokio::spawn(async move {
            cancel.tell().await;
            drop(at_work);
        });
    }
}

impl Cancel {
    /// Tells it until the app has heard of it. A cancel may overtake its request, which the app does not know then. Who knows
    /// that the attempt is over drops this.
    pub(super) async fn insist(self) {
        let mut pause = PAUSE;
        while !self.tell().await {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Tells it once. Returns whether the app has heard of it, or never will.
    async fn tell(&self) -> bool {
        let mut request = app::post(&self.path, Bytes::new());
        request.headers_mut().insert(REQUEST_ID, self.id.clone());
        match self.app.send(&self.up, request).await {
            Ok(answer) => !is_unknown(answer).await,
            Err(_) => false,
        }
    }
}

/// Whether the app answers that it has no request of that id. A 404 in other words comes from one without cancels.
async fn is_unknown(answer: Response<Incoming>) -> bool {
    if answer.status() != StatusCode::NOT_FOUND {
        return false;
    }
    let body = Limited::new(answer.into_body(), LARGEST).collect().await;
    let said = body
        .ok()
        .and_then(|body| serde_json::from_slice::<Value>(&body.to_bytes()).ok());
    said.is_some_and(|said| said["status"] == "NOT_FOUND")
}
