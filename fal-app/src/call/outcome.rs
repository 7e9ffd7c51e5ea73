//! Every outcome that a request can have.

use bytes::Bytes;
use futures_core::stream::BoxStream;
use http::{HeaderMap, HeaderValue, StatusCode};
use std::fmt;

#[cfg(feature = "realtime")]
use super::session::SessionFn;
use crate::billing::{Ceiling, Price};
#[cfg(feature = "realtime")]
use crate::declare::EndpointDeclaration;
use crate::error::{Error, ErrorAnswer};
use crate::fields::{MissingUrl, NotJson, Refusal};
use crate::media::upload::Destination;
use crate::task::{BoxFuture, Caught, Panic};
#[cfg(feature = "realtime")]
use crate::task::{Permits, Room};
use crate::units::BillableUnits;

/// Declares the enum and the list of its variants together, so that the list misses none.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The kinds of `Outcome`, and those of a request that is not answered, or not answered to its end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OutcomeKind {
            $($(#[$doc])* $name,)*
        }

        impl OutcomeKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

outcomes! {
    /// The method returned a value.
    Value,
    /// The method's stream came to its end.
    Stream,
    /// A stream failed after its first item.
    StreamBrokeOff,
    /// The caller left after the first item of a stream, which is charged.
    StreamLeft,
    /// A session that came to its end: its inputs ended, or its method returned.
    Session,
    /// A session failed: by an input, by its method, or by what its caller sent instead of messages.
    SessionFailed,
    /// A session whose caller left.
    SessionLeft,
    /// A session that the server ended, because it stops.
    SessionStopped,
    /// The caller asked for a session, and not as WebSockets are asked for.
    BadHandshake,
    /// The caller asked what a success would cost.
    Quoted,
    /// The request may cost more than its caller allows.
    AboveCeiling,
    /// The method returned an `Err`.
    Failed,
    /// The method, an operand or the writing of the value panicked.
    Panicked,
    /// An operand could not be read, or the units are beyond what can be billed.
    MeteringFailed,
    /// The method returned a value that JSON cannot hold.
    NotJson,
    /// The body does not obey what the endpoint's input declares.
    Refused,
    /// The body was accepted by the rules of the input, and could not be decoded: a fault of this crate.
    DecodingFailed,
    /// The body is larger than the endpoint takes.
    TooLarge,
    /// The body did not arrive in time.
    TooSlow,
    /// The framing of the body is wrong.
    Unreadable,
    /// The path is longer than the server takes.
    PathTooLong,
    /// The headers are larger than the server takes, or too many.
    HeadTooLarge,
    /// The head of the request is not HTTP.
    NotHttp,
    /// The app has no such path.
    NotFound,
    /// The path takes another HTTP method.
    WrongMethod,
    /// The path exists without its trailing slash.
    Redirected,
    /// A browser asked whether a page may call.
    Preflight,
    /// The server's own `/health`.
    Health,
    /// `/openapi.json`
    Document,
    /// `/metrics`, on its own port.
    Metrics,
    /// The caller cancelled the request before it was settled.
    Cancelled,
    /// The caller cancelled a stream after its first item, which is charged.
    StreamCancelled,
    /// A request to cancel another one.
    Cancel,
    /// The caller left before there was an answer.
    Left,
}

/// How a request ended. `server::answer` makes the response of it.
#[derive(Debug)]
pub(crate) enum Outcome {
    Value(Value),
    Stream(StreamStart),
    /// A session begins.
    #[cfg(feature = "realtime")]
    Session(SessionStart),
    #[cfg(feature = "realtime")]
    BadHandshake {
        status: StatusCode,
        why: &'static str,
    },
    Quoted(Price),
    AboveCeiling {
        price: Price,
        ceiling: Ceiling,
    },
    Failed(MethodError),
    Panicked(Panic),
    MeteringFailed(Error),
    NotJson(NotJson),
    Refused(Refusal),
    DecodingFailed(serde_json::Error),
    TooLarge {
        /// The most MiB.
        mib: u32,
    },
    TooSlow {
        /// Whether the server did not wait any longer.
        is_stopped: bool,
    },
    Unreadable,
    PathTooLong,
    HeadTooLarge,
    NotHttp,
    NotFound {
        path: String,
    },
    WrongMethod {
        allow: &'static str,
    },
    Redirected {
        to: HeaderValue,
    },
    Preflight(StatusCode),
    Health,
    Document(Bytes),
    Metrics(Vec<u8>),
    Cancelled,
    Cancel(Cancel),
}

/// What a request to cancel another one came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cancel {
    /// No request of that id and that caller is in progress.
    NotFound,
    /// The request was settled before.
    AlreadyCompleted,
    /// The request ends.
    Requested,
}

/// What a method returned.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) json: Vec<u8>,
    /// Media whose URLs the JSON lacks until they are uploaded.
    pub(crate) missing: Vec<MissingUrl>,
    /// Where the media go.
    pub(crate) media: Destination,
    /// `None` for `per_compute_second`.
    pub(crate) units: Option<BillableUnits>,
    /// What the method set with `RequestContext::set_header`.
    pub(crate) headers: HeaderMap,
}

impl Value {
    /// Uploads its media. What is not delivered is not charged.
    pub(crate) async fn upload_media(self) -> Outcome {
        let uploaded = Caught::new(Box::pin(self.media.fill(self.json, self.missing)));
        let uploaded = uploaded.await.unwrap_or_else(|panic| {
            let panic = format!("the upload {panic}");
            Err(Error::internal(panic))
        });
        match uploaded {
            Ok(json) => Outcome::Value(Self {
                json,
                missing: Vec::new(),
                ..self
            }),
            Err(error) => Outcome::Failed(MethodError {
                answer: error.answer(),
                units: BillableUnits::ZERO,
                headers: self.headers,
            }),
        }
    }
}

/// A stream whose first item is there.
pub(crate) struct StreamStart {
    pub(crate) head: StreamHead,
    pub(crate) items: Items,
}

/// What follows the head of a stream; an `Err` says why there will be no more.
pub(crate) type Items = BoxStream<'static, Result<Piece, Broken>>;

/// Bytes that are sent together: those of one or more items.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    /// Where each item of a deferred stream ends in the bytes, and what the stream costs up to there.
    pub(crate) ends: Vec<(usize, BillableUnits)>,
}

/// Why a stream ended before its end.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) cause: String,
    /// The most that a deferred stream still costs: 0 after a panic, or what `.billed(…)` says.
    pub(crate) most: Option<BillableUnits>,
}

/// What a stream costs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StreamUnits {
    /// It is known before the first item; `None` for `per_compute_second`.
    Known(Option<BillableUnits>),
    /// It is charged for what is delivered.
    Deferred,
}

/// What is sent before the items of a stream.
#[derive(Debug)]
pub(crate) struct StreamHead {
    pub(crate) content_type: &'static str,
    /// Whether its items are server-sent events.
    pub(crate) is_events: bool,
    pub(crate) units: StreamUnits,
    /// What the method set with `RequestContext::set_header` before its first item.
    pub(crate) headers: HeaderMap,
}

impl fmt::Debug for StreamStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamStart")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

/// A session that its caller may begin.
#[cfg(feature = "realtime")]
pub(crate) struct SessionStart {
    /// What proves to the caller that the server speaks WebSocket.
    pub(crate) accept: HeaderValue,
    pub(crate) declared: &'static EndpointDeclaration,
    pub(crate) code: SessionFn,
    pub(crate) permits: Permits,
    /// The memory for its large messages.
    pub(crate) room: Room,
    /// The memory for the small ones that are read ahead of its method.
    pub(crate) ahead: Room,
    /// Where the media of its answers go.
    pub(crate) media: Destination,
}

#[cfg(feature = "realtime")]
impl fmt::Debug for SessionStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionStart").finish_non_exhaustive()
    }
}

/// An `Err` of a method.
#[derive(Debug)]
pub(crate) struct MethodError {
    pub(crate) answer: ErrorAnswer,
    /// What `.billed(…)` said, where it holds; else 0.
    pub(crate) units: BillableUnits,
    /// What the method set with `RequestContext::set_header`.
    pub(crate) headers: HeaderMap,
}

impl Outcome {
    /// That of a call. A panic of the author's code is one too.
    pub(crate) async fn of(call: BoxFuture<CallResult>) -> Self {
        match Caught::new(call).await {
            Ok(Ok(finished)) => finished.0,
            Ok(Err(early)) => *early.0,
            Err(panic) => Self::Panicked(panic),
        }
    }

    pub(crate) fn kind(&self) -> OutcomeKind {
        match self {
            Self::Value(_) => OutcomeKind::Value,
            Self::Stream(_) => OutcomeKind::Stream,
            #[cfg(feature = "realtime")]
            Self::Session(_) => OutcomeKind::Session,
            #[cfg(feature = "realtime")]
            Self::BadHandshake { .. } => OutcomeKind::BadHandshake,
            Self::Quoted(_) => OutcomeKind::Quoted,
            Self::AboveCeiling { .. } => OutcomeKind::AboveCeiling,
            Self::Failed(_) => OutcomeKind::Failed,
            Self::Panicked(_) => OutcomeKind::Panicked,
            Self::MeteringFailed(_) => OutcomeKind::MeteringFailed,
            Self::NotJson(_) => OutcomeKind::NotJson,
            Self::Refused(_) => OutcomeKind::Refused,
            Self::DecodingFailed(_) => OutcomeKind::DecodingFailed,
            Self::TooLarge { .. } => OutcomeKind::TooLarge,
            Self::TooSlow { .. } => OutcomeKind::TooSlow,
            Self::Unreadable => OutcomeKind::Unreadable,
            Self::PathTooLong => OutcomeKind::PathTooLong,
            Self::HeadTooLarge => OutcomeKind::HeadTooLarge,
            Self::NotHttp => OutcomeKind::NotHttp,
            Self::NotFound { .. } => OutcomeKind::NotFound,
            Self::WrongMethod { .. } => OutcomeKind::WrongMethod,
            Self::Redirected { .. } => OutcomeKind::Redirected,
            Self::Preflight(_) => OutcomeKind::Preflight,
            Self::Health => OutcomeKind::Health,
            Self::Document(_) => OutcomeKind::Document,
            Self::Metrics(_) => OutcomeKind::Metrics,
            Self::Cancelled => OutcomeKind::Cancelled,
            Self::Cancel(_) => OutcomeKind::Cancel,
        }
    }
}

/// How a call ended; only `answer` reads which outcome it is.
pub(crate) type CallResult = Result<Finished, EndedEarly>;

/// The method returned a value, or its stream began.
#[derive(Debug)]
pub struct Finished(pub(crate) Outcome);

/// The call was refused, was a quote, or failed.
///
/// Boxed, because this is rarer than [`Finished`], and an outcome is large.
#[derive(Debug)]
pub struct EndedEarly(pub(crate) Box<Outcome>);

impl EndedEarly {
    pub(crate) fn new(outcome: Outcome) -> Self {
        Self(Box::new(outcome))
    }

    pub(crate) fn metering(error: Error) -> Self {
        Self::new(Outcome::MeteringFailed(error))
    }
}
