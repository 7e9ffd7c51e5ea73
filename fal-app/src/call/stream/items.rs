//! The items of a stream on their way from the method to the body. Those that are made without a pause
//! are sent together.
//!
//! The method's stream borrows the app, and the generated call owns it. Whoever waits for the head, and then for the
//! body, polls that call: when nobody waits any more, the method does not run any more.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::oneshot;

use super::encode::{EVENTS, ItemEncoding};
use super::made::Made;
use crate::billing::{Operands, Total};
use crate::call::outcome::{
    Broken, CallResult, EndedEarly, Finished, Outcome, Piece, StreamHead, StreamStart, StreamUnits,
};
use crate::call::request::{EndpointRequest, fail};
use crate::call::running::RunningCall;
use crate::context::RequestContext;
use crate::declare::EndpointDeclaration;
use crate::error::{Error, Result};
use crate::fields::NotJson;
use crate::media::upload::Destination;
use crate::task::{BoxFuture, Caught, Panic};
use crate::units::BillableUnits;

/// Runs the call of a stream until its first item is there; the body runs the rest.
pub fn stream_call<F>(call: impl FnOnce(StreamSender) -> F) -> BoxFuture<CallResult>
where
    F: Future<Output = Result<(), StreamEnd>> + Send + 'static,
{
    let (head, begun) = oneshot::channel();
    let made = Made::default();
    let sender = StreamSender {
        head,
        made: made.clone(),
    };
    let rest = Rest {
        call: CallState::Running(Caught::new(Box::pin(call(sender)))),
        made,
    };
    Box::pin(rest.begin(begun))
}

/// Why the call of a stream ended before the stream did.
#[derive(Debug)]
#[allow(private_interfaces, reason = "only this room reads why")]
pub enum StreamEnd {
    /// Before the head was sent: it is answered as any other call.
    BeforeHead(EndedEarly),
    /// After it: the stream breaks off.
    AfterHead(Broken),
}

impl From<EndedEarly> for StreamEnd {
    fn from(early: EndedEarly) -> Self {
        Self::BeforeHead(early)
    }
}

/// Where the generated call of a stream sends what its method makes, before the call has started.
#[derive(Debug)]
pub struct StreamSender {
    head: oneshot::Sender<StreamHead>,
    made: Made,
}

impl StreamSender {
    /// For a call that has started: the units of its success are known before its method runs.
    ///
    /// # Errors
    /// Units that cannot be charged.
    pub fn for_call<A: Send + Sync + 'static>(
        self,
        call: &RunningCall<A>,
    ) -> Result<ItemSender, EndedEarly> {
        Ok(ItemSender {
            endpoint: call.request.endpoint,
            context: call.request.context.clone(),
            ceiling: call.request.most(),
            media: call.request.media.clone(),
            units: Units::of(&call.request, &call.operands)?,
            head: Some(self.head),
            made: self.made,
        })
    }
}

/// Where the generated call of a stream sends the items that its method makes.
pub struct ItemSender {
    endpoint: &'static EndpointDeclaration,
    context: RequestContext,
    /// The most that the caller lets the stream cost.
    ceiling: Option<BillableUnits>,
    /// Where the media of the items go.
    media: Destination,
    units: Units,
    /// `None` once the head is sent.
    head: Option<oneshot::Sender<StreamHead>>,
    made: Made,
}

/// What the stream costs.
enum Units {
    /// `None` for `per_compute_second`.
    Known(Option<BillableUnits>),
    /// What its items so far cost.
    Deferred(Total),
}

impl Units {
    fn of(request: &EndpointRequest, read: &Operands) -> Result<Self, EndedEarly> {
        let EndpointDeclaration {
            billing, output, ..
        } = request.endpoint;
        Ok(if billing.deferred {
            Self::Deferred(Total::new(billing, output, read))
        } else {
            Self::Known(request.units(read)?)
        })
    }

    /// As the head of a stream says them that has an item.
    fn of_head(&self) -> StreamUnits {
        match self {
            Self::Known(units) => StreamUnits::Known(*units),
            Self::Deferred(_) => StreamUnits::Deferred,
        }
    }
}

impl ItemSender {
    /// Sends each item.
    ///
    /// # Errors
    /// The method's, of its items or before them, and a value that JSON cannot hold.
    pub async fn send_all<T: 'static>(
        mut self,
        encoding: ItemEncoding<T>,
        stream: Result<impl Stream<Item = Result<T>>>,
    ) -> Result<(), StreamEnd> {
        let mut stream = pin!(stream.map_err(|error| self.failed(error))?);
        while let Some(item) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let item = item.map_err(|error| self.failed(error))?;
            let units = match &mut self.units {
                Units::Known(_) => None,
                Units::Deferred(total) => {
                    let read = |read: &mut _| self.endpoint.read_output(&item, read);
                    let units = total.add(read);
                    Some(units.map_err(|error| self.not_metered(error))?)
                }
            };
            let encoded = (encoding.encode)(item).map_err(|why| self.not_json(why))?;
            let complete = encoded.upload_media(&self.media).await;
            let complete = complete.map_err(|error| self.failed(error))?;
            self.made.add(complete, units);
            self.send_head(encoding.content_type, self.units.of_head());
            poll_fn(|_| self.made.poll_room()).await;
        }
        // Where no item was delivered, nothing is charged (`docs/billing.md` §2.6).
        let units = match self.units {
            Units::Known(_) => StreamUnits::Known(Some(BillableUnits::ZERO)),
            Units::Deferred(_) => StreamUnits::Deferred,
        };
        self.send_head(encoding.content_type, units);
        Ok(())
    }

    /// Sends the head, once. From here on the units are charged.
    fn send_head(&mut self, content_type: &'static str, units: StreamUnits) {
        if let Some(head) = self.head.take() {
            let _ = head.send(StreamHead {
                content_type,
                is_events: content_type == EVENTS,
                units,
                headers: self.context.take_added(),
            });
        }
    }

    fn failed(&self, error: Error) -> StreamEnd {
        match self.head {
            Some(_) => {
                let failed = fail(self.endpoint, &self.context, self.ceiling, error);
                StreamEnd::BeforeHead(failed)
            }
            None => StreamEnd::AfterHead(Broken {
                most: self.most_billed(&error),
                cause: error.to_string(),
            }),
        }
    }

    fn most_billed(&self, error: &Error) -> Option<BillableUnits> {
        match self.units {
            Units::Known(_) => None,
            Units::Deferred(_) => error.most_billed(),
        }
    }

    fn not_json(&self, why: NotJson) -> StreamEnd {
        match self.head {
            Some(_) => StreamEnd::BeforeHead(EndedEarly::new(Outcome::NotJson(why))),
            None => StreamEnd::AfterHead(Broken {
                cause: why.to_string(),
                most: None,
            }),
        }
    }

    fn not_metered(&self, error: Error) -> StreamEnd {
        match self.head {
            Some(_) => StreamEnd::BeforeHead(EndedEarly::metering(error)),
            None => StreamEnd::AfterHead(Broken {
                cause: format!("metering failed: {error}"),
                most: None,
            }),
        }
    }
}

/// A stream that is not sent to its end: the call that makes its items, and those that wait to be sent.
struct Rest {
    call: CallState,
    made: Made,
}

enum CallState {
    Running(Caught<dyn Future<Output = Result<(), StreamEnd>> + Send>),
    Ended(Result<Result<(), StreamEnd>, Panic>),
}

impl Rest {
    async fn begin(mut self, mut begun: oneshot::Receiver<StreamHead>) -> CallResult {
        let head = poll_fn(|cx| {
            self.run(cx);
            Pin::new(&mut begun).poll(cx)
        });
        match head.await {
            Ok(head) => Ok(Finished(Outcome::Stream(StreamStart {
                head,
                items: Box::pin(self),
            }))),
            Err(_) => Err(self.ended_early()),
        }
    }

    /// How a call ended that sent no head.
    fn ended_early(self) -> EndedEarly {
        match self.call {
            CallState::Ended(Ok(Err(StreamEnd::BeforeHead(early)))) => early,
            CallState::Ended(Err(panic)) => EndedEarly::new(Outcome::Panicked(panic)),
            // Cannot be: both come after the head.
            CallState::Ended(Ok(_)) | CallState::Running(_) => {
                EndedEarly::metering("a stream ended without its head".into())
            }
        }
    }

    /// The call is dropped as soon as it ends: its permit is given back before the last byte is sent.
    fn run(&mut self, cx: &mut Context<'_>) {
        if let CallState::Running(call) = &mut self.call
            && let Poll::Ready(ended) = Pin::new(call).poll(cx)
        {
            self.call = CallState::Ended(ended);
        }
    }
}

impl Stream for Rest {
    type Item = Result<Piece, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.run(cx);
        if let Some(piece) = self.made.take() {
            return Poll::Ready(Some(Ok(piece)));
        }
        match &self.call {
            CallState::Running(_) => Poll::Pending,
            CallState::Ended(Ok(Err(StreamEnd::AfterHead(broken)))) => {
                Poll::Ready(Some(Err(broken.clone())))
            }
            CallState::Ended(Err(panic)) => Poll::Ready(Some(Err(Broken {
                cause: panic.to_string(),
                most: Some(BillableUnits::ZERO),
            }))),
            CallState::Ended(Ok(_)) => Poll::Ready(None),
        }
    }
}

impl std::fmt::Debug for ItemSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemSender").finish_non_exhaustive()
    }
}
