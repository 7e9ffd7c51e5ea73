//! The bodies of answers.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

use super::stream_body::{BrokeOff, StreamBody};

/// The body of an answer.
pub(crate) enum Content {
    /// In one piece.
    Whole(Bytes),
    /// Made while it is sent.
    Stream(Box<StreamBody>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl From<StreamBody> for Content {
    fn from(sending: StreamBody) -> Self {
        Self::Stream(Box::new(sending))
    }
}

impl Content {
    /// All of it.
    pub(crate) async fn into_bytes(self) -> Result<Bytes, BrokeOff> {
        match self {
            Self::Whole(bytes) => Ok(bytes),
            Self::Stream(mut sending) => {
                let mut bytes = BytesMut::new();
                while let Some(item) = poll_fn(|cx| sending.poll_next(cx)).await {
                    bytes.extend_from_slice(&item?);
                }
                Ok(bytes.freeze())
            }
        }
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = BrokeOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokeOff>>> {
        match &mut *self {
            Self::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Self::Stream(sending) => sending
                .poll_next(cx)
                .map(|item| item.map(|item| item.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Stream(sending) => sending.is_at_its_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}
