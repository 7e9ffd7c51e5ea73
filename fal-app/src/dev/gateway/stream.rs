//! A stream on its way from the app to its caller.

use std::time::Instant;

use bytes::Bytes;
use futures_util::stream;
use http::Response;
use http::response::Parts;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::sleep;

use super::accepted::{Accepted, Reply, Settled};
use super::charge;
use super::headers;
use super::refusal::Content;
use crate::dev::app::{Answer, Failed, Up};

/// Frames of a stream that are here and not yet sent on.
const FRAMES: usize = 1;

impl Accepted {
    /// Sends a stream on as it comes. What its head says is settled before; the seconds of the machine at its end.
    pub(super) async fn stream(
        self,
        up: &Up,
        place: Option<OwnedSemaphorePermit>,
        sent: Instant,
        mut head: Parts,
        body: Answer,
        reply: Reply,
    ) {
        let settled = match self.settle_head(&head, None).await {
            Ok(settled) => settled,
            Err(refusal) => {
                self.cancel(up);
                let _ = reply.send(headers::refused(refusal, &self.line.id));
                return;
            }
        };
        let status = head.status.as_u16();
        headers::to_caller(&mut head.headers, &self.line.id, settled.told());
        let (frames, received) = mpsc::channel(FRAMES);
        let _ = reply.send(Response::from_parts(head, stream_body(received)));
        let ended = self.pump(up, sent, body, &frames).await;
        let time = sent.elapsed();
        drop(place);
        if settled == Settled::AtEnd {
            let measured = match ended {
                // Nobody pays for a failure.
                Err(Broken::App) => charge::nothing(),
                Ok(()) | Err(Broken::Caller) => charge::machine_seconds(&self.market.listing, time),
            };
            // What cannot be settled now is settled at nothing by the next start.
            let _ = self.settle(status, measured, Some(time)).await;
        }
        if ended == Err(Broken::App) {
            let why = "the app's answer is incomplete";
            let _ = frames.send(Err(why.into())).await;
        }
        drop(frames);
        if settled != Settled::AtEnd {
            self.note_work(time).await;
        }
    }

    /// Passes frames on until the stream ends, or who makes it or reads it does.
    async fn pump(
        &self,
        up: &Up,
        sent: Instant,
        mut body: Answer,
        frames: &mpsc::Sender<Result<Frame<Bytes>, Failed>>,
    ) -> Result<(), Broken> {
        let late = sleep(self.market.limits.work.saturating_sub(sent.elapsed()));
        tokio::pin!(late);
        loop {
            let frame = tokio::select! {
                frame = body.frame() => frame,
                () = frames.closed() => {
                    self.cancel(up);
                    return Err(Broken::Caller);
                }
                () = &mut late => {
                    self.cancel(up);
                    return Err(Broken::App);
                }
            };
            match frame {
                None => return Ok(()),
                Some(Err(_)) => return Err(Broken::App),
                Some(Ok(frame)) => {
                    if frames.send(Ok(frame)).await.is_err() {
                        self.cancel(up);
                        return Err(Broken::Caller);
                    }
                }
            }
        }
    }
}

/// Who ended a stream before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    App,
    Caller,
}

pub(crate) fn stream_body(frames: mpsc::Receiver<Result<Frame<Bytes>, Failed>>) -> Content {
    let frames = stream::unfold(frames, |mut frames| async {
        let frame = frames.recv().await?;
        Some((frame, frames))
    });
    StreamBody::new(frames).boxed_unsync()
}
