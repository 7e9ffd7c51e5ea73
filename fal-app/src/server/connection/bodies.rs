//! The bodies of requests and answers, as hyper reads and sends them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Either;
use hyper::body::Incoming;

use super::activity::{Activity, AtWork, Encoded};
use super::delivery::{Chunk, Delivery, Told};
use crate::server::answer::Content;
use crate::task::SMALL;

/// The body of a request over HTTP/1, which tells the connection when it is whole.
pub(super) struct Arriving {
    body: Incoming,
    activity: Arc<Activity>,
}

impl Arriving {
    pub(super) fn new(body: Incoming, activity: Arc<Activity>) -> Self {
        let arriving = Self { body, activity };
        arriving.look_for_end();
        arriving
    }

    fn look_for_end(&self) {
        if self.body.is_end_stream() {
            self.activity.set_read();
        }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match frame {
            Some(_) => self.look_for_end(),
            None => self.activity.set_read(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Over HTTP/2 an answer of at most so many bytes is one frame, which ends it, and nobody watches it any more.
const ONE_FRAME: u64 = 16 * 1024;

/// The content of an answer on its way to the caller.
pub(super) struct Outgoing {
    content: Content,
    way: Way,
    /// Why the content ended early. It is told once all that was made before is taken.
    broke_off: Option<<Content as Body>::Error>,
}

enum Way {
    /// Over HTTP/1, in one piece: the request is at work until hyper has it.
    Piece { _at_work: AtWork },
    /// Over HTTP/1, in items.
    Items(Arc<Delivery>),
    /// Over HTTP/2, where each stream has a window of its own: what hyper has need not reach the caller.
    Window(Arc<Delivery>),
}

impl Outgoing {
    pub(super) fn over_http1(content: Content, at_work: AtWork) -> Self {
        at_work.activity().set_counted(is_counted(&content));
        let way = match &content {
            Either::Left(_) => Way::Piece { _at_work: at_work },
            Either::Right(stream) => {
                at_work.activity().set_stream(stream.cancel_signal());
                let delivery = Delivery::new(at_work);
                if let Some(bill) = stream.bill() {
                    delivery.tell(Told::Bill(bill.clone()));
                }
                Way::Items(Arc::new(delivery))
            }
        };
        Self::new(content, way)
    }

    pub(super) fn over_http2(content: Content, delivery: Arc<Delivery>) -> Self {
        if is_counted(&content) {
            delivery.set_counted();
        }
        if let Either::Right(stream) = &content {
            delivery.set_stream(stream.cancel_signal().clone());
            if let Some(bill) = stream.bill() {
                delivery.tell(Told::Encoded(Encoded::of(bill.clone())));
            }
        }
        Self::new(content, Way::Window(delivery))
    }

    fn new(content: Content, way: Way) -> Self {
        Self {
            content,
            way,
            broke_off: None,
        }
    }

    fn delivery(&self) -> Option<&Arc<Delivery>> {
        match &self.way {
            Way::Piece { .. } => None,
            Way::Items(delivery) | Way::Window(delivery) => Some(delivery),
        }
    }

    /// What of the next bytes is watched.
    fn watch(&self) -> Option<Arc<Delivery>> {
        let is_watched = match (&self.way, self.content.size_hint().exact()) {
            (Way::Piece { .. }, _) => false,
            (Way::Items(_), _) | (Way::Window(_), None) => true,
            (Way::Window(_), Some(length)) => length > ONE_FRAME,
        };
        is_watched.then(|| self.delivery().cloned()).flatten()
    }
}

/// Whether an answer counts among those that are not taken.
fn is_counted(content: &Content) -> bool {
    match content {
        Either::Left(_) => content.size_hint().lower() > SMALL as u64,
        Either::Right(_) => false,
    }
}

impl Body for Outgoing {
    type Data = Chunk;
    type Error = <Content as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Chunk>, Self::Error>>> {
        if self.broke_off.is_none() {
            let watch = self.watch();
            match ready!(Pin::new(&mut self.content).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    let chunk = |bytes| match watch {
                        Some(delivery) => delivery.offer(bytes),
                        None => Chunk::from(bytes),
                    };
                    return Poll::Ready(Some(Ok(frame.map_data(chunk))));
                }
                Some(Err(why)) => self.broke_off = Some(why),
                None if matches!(self.way, Way::Window(_)) => {}
                None => return Poll::Ready(None),
            }
        }
        if let Some(delivery) = self.delivery() {
            ready!(delivery.poll_taken(cx));
        }
        Poll::Ready(self.broke_off.take().map(Err))
    }

    fn is_end_stream(&self) -> bool {
        let is_on_its_way = matches!(&self.way, Way::Window(delivery) if !delivery.is_taken());
        !is_on_its_way && self.broke_off.is_none() && self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}
