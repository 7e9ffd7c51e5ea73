//! The items of a stream on their way from the method to the body: one waits at most.
//!
//! The generated call owns the app, for as long as the method's stream borrows it. It is polled where the head, and
//! then the body, is waited for, so that nothing runs any more once nobody waits.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::sync::{mpsc, oneshot};

use super::encode::Sends;
use crate::call::outcome::{Done, Exit, Outcome, StreamHead, StreamStart};
use crate::call::request::{Settled, Work};
use crate::error::{Error, Result};
use crate::fields::NotJson;
use crate::task::{BoxFuture, Caught, Panic};

/// Runs the call of a stream until its first item is there; its body runs the rest.
pub fn streamed<F>(call: impl FnOnce(Begins) -> F) -> BoxFuture<Result<Done, Exit>>
where
    F: Future<Output = Result<(), Stopped>> + Send + 'static,
{
    let (head, begun) = oneshot::channel();
    let (items, made) = mpsc::channel(1);
    let rest = Rest {
        call: Call::Runs(Caught(Box::pin(call(Begins { head, items })))),
        made,
    };
    Box::pin(rest.begin(begun))
}

/// Why a call of a stream ended before its stream did.
#[derive(Debug)]
pub enum Stopped {
    /// Before the head left: an ordinary ending.
    Early(Exit),
    /// After it, with the cause.
    Late(String),
}

impl From<Exit> for Stopped {
    fn from(exit: Exit) -> Self {
        Self::Early(exit)
    }
}

/// Where the generated call of a stream sends what its method makes, before its input is read.
#[derive(Debug)]
pub struct Begins {
    head: oneshot::Sender<StreamHead>,
    items: mpsc::Sender<Bytes>,
}

impl Begins {
    /// For a request that is at work.
    ///
    /// # Errors
    /// Units that cannot be charged.
    pub fn of<A: Send + Sync + 'static>(self, work: &Work<A>) -> Result<Items, Exit> {
        Ok(Items {
            settled: work.settled()?,
            head: Some(self.head),
            items: self.items,
        })
    }
}

/// Where the generated call of a stream sends what its method makes.
pub struct Items {
    settled: Settled,
    /// None once it left.
    head: Option<oneshot::Sender<StreamHead>>,
    items: mpsc::Sender<Bytes>,
}

impl Items {
    /// Sends each item.
    ///
    /// # Errors
    /// The method's, of its items or before them, and a value that is no JSON.
    pub async fn send<T>(
        mut self,
        sends: Sends<T>,
        stream: Result<impl Stream<Item = Result<T>>>,
    ) -> Result<(), Stopped> {
        let mut stream = pin!(stream.map_err(|error| self.failed(error))?);
        while let Some(item) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let item = item.map_err(|error| self.failed(error))?;
            let made = (sends.make)(item).map_err(|why| self.not_json(why))?;
            let bytes = made.hand_over(&self.settled.media).await;
            let bytes = bytes.map_err(|error| self.failed(error))?;
            self.begin(sends.content_type);
            // Nobody receives it only when nobody polls this either.
            let _ = self.items.send(bytes).await;
        }
        self.begin(sends.content_type);
        Ok(())
    }

    /// Sends the head, once. From here on the units stand.
    fn begin(&mut self, content_type: &'static str) {
        if let Some(head) = self.head.take() {
            let _ = head.send(StreamHead {
                content_type,
                units: self.settled.units,
                headers: self.settled.context.take_added(),
            });
        }
    }

    fn failed(&self, error: Error) -> Stopped {
        match self.head {
            Some(_) => Stopped::Early(self.settled.failed(error)),
            None => Stopped::Late(error.to_string()),
        }
    }

    fn not_json(&self, why: NotJson) -> Stopped {
        match self.head {
            Some(_) => Stopped::Early(Exit::new(Outcome::NotJson(why))),
            None => Stopped::Late(why.to_string()),
        }
    }
}

/// What is left of a stream: the call that makes its items, and the one that it made.
struct Rest {
    call: Call,
    made: mpsc::Receiver<Bytes>,
}

enum Call {
    Runs(Caught<dyn Future<Output = Result<(), Stopped>> + Send>),
    Ended(Result<Result<(), Stopped>, Panic>),
}

impl Rest {
    async fn begin(mut self, mut begun: oneshot::Receiver<StreamHead>) -> Result<Done, Exit> {
        let head = poll_fn(|cx| {
            self.run(cx);
            Pin::new(&mut begun).poll(cx)
        });
        match head.await {
            Ok(head) => Ok(Done(Outcome::Stream(StreamStart {
                head,
                items: Box::pin(self),
            }))),
            Err(_) => Err(self.ended_early()),
        }
    }

    /// How a call ended that sent no head.
    fn ended_early(self) -> Exit {
        match self.call {
            Call::Ended(Ok(Err(Stopped::Early(exit)))) => exit,
            Call::Ended(Err(panic)) => Exit::new(Outcome::Panicked(panic)),
            // Never: both come after the head.
            Call::Ended(Ok(_)) | Call::Runs(_) => {
                Exit::metering("a stream ended without its head".into())
            }
        }
    }

    /// The call is dropped as soon as it ends: its place is free before the last byte leaves.
    fn run(&mut self, cx: &mut Context<'_>) {
        if let Call::Runs(call) = &mut self.call
            && let Poll::Ready(ended) = Pin::new(call).poll(cx)
        {
            self.call = Call::Ended(ended);
        }
    }
}

impl Stream for Rest {
    type Item = Result<Bytes, String>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.run(cx);
        if let Some(item) = ready!(self.made.poll_recv(cx)) {
            return Poll::Ready(Some(Ok(item)));
        }
        // The sender is gone, so the call has ended.
        Poll::Ready(match &self.call {
            Call::Ended(Ok(Err(Stopped::Late(cause)))) => Some(Err(cause.clone())),
            Call::Ended(Err(panic)) => Some(Err(panic.to_string())),
            Call::Ended(Ok(_)) | Call::Runs(_) => None,
        })
    }
}

impl std::fmt::Debug for Items {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
