//! A reply that is read item by item.

use std::fmt;
use std::sync::{Arc, mpsc};

use bytes::{Bytes, BytesMut};
use http::Response;
use http::header::HeaderMap;
use http::response::Parts;
use http_body_util::{BodyExt, Either};
use memchr::memmem;
use serde_json::Value;
use tokio::runtime::Handle;

use super::reply::{Reply, units, value};
use crate::error::Result;
use crate::server::{Bill, Content};
use crate::units::BillableUnits;

/// Runs a future on the threads of a runtime, and blocks this one until it is done.
pub(super) fn wait<T: Send + 'static>(
    runtime: &Handle,
    future: impl Future<Output = T> + Send + 'static,
) -> Result<T> {
    let (send, receive) = mpsc::channel();
    runtime.spawn(async move {
        let _ = send.send(future.await);
    });
    Ok(receive.recv()?)
}

/// The answer of the app, whose body is read as far as the test reads it. Dropped, it hangs up.
///
/// As an iterator it gives the value of each event of a stream. An item is delivered when it is read here.
#[must_use = "a stream that is dropped is hung up"]
pub struct StreamReply {
    head: Parts,
    /// `None` where all of it was read.
    body: Option<Content>,
    /// What was read, and not given to the test.
    ahead: BytesMut,
    /// Of a deferred stream.
    bill: Option<Arc<Bill>>,
    runtime: Handle,
}

impl StreamReply {
    pub(super) fn new(answer: Response<Content>, runtime: Handle) -> Self {
        let (head, body) = answer.into_parts();
        let bill = match &body {
            Either::Left(_) => None,
            Either::Right(stream) => stream.bill().cloned(),
        };
        Self {
            head,
            body: Some(body),
            ahead: BytesMut::new(),
            bill,
            runtime,
        }
    }

    /// The HTTP status: 200 for a success.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The units of the header `x-fal-billable-units`; `None` for a success of `per_compute_second`. A deferred stream
    /// says `0`, and on the platform nothing: [`hang_up`](Self::hang_up) says what it costs.
    #[must_use]
    pub fn units(&self) -> Option<BillableUnits> {
        units(&self.head.headers)
    }

    /// The next bytes of a stream with a `content_type`, as its method made them; `None` at its end.
    ///
    /// # Errors
    /// The stream broke off.
    pub fn next_bytes(&mut self) -> Result<Option<Bytes>> {
        if self.ahead.is_empty() && !self.read()? {
            return Ok(None);
        }
        let length = self.ahead.len();
        Ok(Some(self.deliver(length)))
    }

    /// Hangs up, unless the stream has ended, and says what a deferred stream is charged: what was delivered up to here. `None`
    /// for all else, whose [`units`](Self::units) stand in the header.
    ///
    /// # Errors
    /// The client is stopped.
    pub fn hang_up(mut self) -> Result<Option<BillableUnits>> {
        self.settle()
    }

    /// Reads to the end.
    pub(super) fn whole(mut self) -> Result<Reply> {
        while self.read()? {}
        let length = self.ahead.len();
        let body = self.deliver(length);
        let charged = self.settle()?;
        let Parts {
            status, headers, ..
        } = self.head;
        Ok(Reply {
            status,
            headers,
            body,
            charged,
        })
    }

    fn settle(&mut self) -> Result<Option<BillableUnits>> {
        self.body = None;
        let Some(bill) = self.bill.take() else {
            return Ok(None);
        };
        let mut settled = bill.settled();
        drop(bill);
        let charged = wait(&self.runtime, async move {
            let charged = settled.wait_for(Option::is_some).await;
            charged.map(|charged| *charged)
        })?;
        Ok(charged.unwrap_or_default())
    }

    /// The next event, with what ends it.
    fn event(&mut self) -> Result<Option<Bytes>> {
        const END: &[u8] = b"\n\n";
        loop {
            if let Some(at) = memmem::find(&self.ahead, END) {
                return Ok(Some(self.deliver(at + END.len())));
            }
            if !self.read()? {
                let length = self.ahead.len();
                return Ok((length > 0).then(|| self.deliver(length)));
            }
        }
    }

    /// Reads more; false at the end.
    fn read(&mut self) -> Result<bool> {
        let Some(mut body) = self.body.take() else {
            return Ok(false);
        };
        let (frame, body) = wait(&self.runtime, async move { (body.frame().await, body) })?;
        let Some(frame) = frame else {
            return Ok(false);
        };
        if let Ok(bytes) = frame?.into_data() {
            self.ahead.extend_from_slice(&bytes);
        }
        self.body = Some(body);
        Ok(true)
    }

    /// Gives bytes to the test: they are delivered.
    fn deliver(&mut self, length: usize) -> Bytes {
        if let Some(bill) = &self.bill {
            bill.took(length);
        }
        self.ahead.split_to(length).freeze()
    }
}

/// The value of each event of a stream.
impl Iterator for StreamReply {
    type Item = Result<Value>;

    fn next(&mut self) -> Option<Result<Value>> {
        loop {
            let event = match self.event() {
                Ok(event) => event?,
                Err(error) => return Some(Err(error)),
            };
            let event = std::str::from_utf8(&event).map_err(Into::into);
            match event.and_then(|event| value(event.trim_end_matches('\n'))) {
                Ok(None) => {}
                Ok(Some(value)) => return Some(Ok(value)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl fmt::Debug for StreamReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamReply")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}
