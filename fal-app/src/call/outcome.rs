//! Every way in which a request can end.

use std::fmt;

use bytes::Bytes;
use futures_core::stream::BoxStream;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::billing::Bounds;
use crate::error::{Error, Told};
use crate::fields::Hole;
use crate::fields::{NotJson, Refusal};
use crate::media::upload::Destination;
use crate::task::Panic;
use crate::units::BillableUnits;

/// Declares the list and the enum in one, so that neither is longer than the other.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The ways in which a request can end, without what belongs to the one request.
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
    /// The caller asked what a success would cost.
    Quoted,
    /// The method returned an `Err`.
    Failed,
    /// The method, an operand or the writing of the value panicked.
    Panicked,
    /// An operand could not be read, or the units are beyond what can be billed.
    MeteringFailed,
    /// The value is no JSON.
    NotJson,
    /// The body is not what the endpoint takes.
    Refused,
    /// What the table made of the body could not be read.
    DecodingFailed,
    /// The body is over the limit.
    TooLarge,
    /// The body was not finished in time.
    TooSlow,
    /// The body could not be read.
    Unreadable,
    /// No such path.
    NotFound,
    /// The path answers another method.
    WrongMethod,
    /// The path without its trailing slash is one.
    Redirected,
    /// A browser asked whether it may call.
    Preflight,
    /// The server's own `/health`.
    Health,
    /// `/openapi.json`
    Document,
    /// `/metrics`, on its own port.
    Metrics,
    /// The caller left before the request was settled: counted, and answered to nobody.
    Left,
}

/// How a request ended: what `answer` makes a response of.
#[derive(Debug)]
pub(crate) enum Outcome {
    Value(Value),
    Stream(StreamStart),
    /// None for `per_compute_second`.
    Quoted(Option<Bounds>),
    Failed(Failure),
    Panicked(Panic),
    MeteringFailed(Error),
    NotJson(NotJson),
    Refused(Refusal),
    DecodingFailed(serde_json::Error),
    TooLarge,
    TooSlow,
    Unreadable,
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
}

/// What a method returned.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) json: Vec<u8>,
    /// Media whose URLs the JSON lacks until they are handed over.
    pub(crate) holes: Vec<Hole>,
    /// Where they go.
    pub(crate) media: Destination,
    /// None for `per_compute_second`.
    pub(crate) units: Option<BillableUnits>,
    /// What the method added.
    pub(crate) headers: HeaderMap,
}

impl Value {
    /// Hands its media over. What is not delivered is not charged.
    pub(crate) async fn handed_over(self) -> Outcome {
        match self.media.fill(self.json, self.holes).await {
            Ok(json) => Outcome::Value(Self {
                json,
                holes: Vec::new(),
                ..self
            }),
            Err(error) => Outcome::Failed(Failure {
                told: error.answer(),
                units: BillableUnits::ZERO,
                headers: self.headers,
            }),
        }
    }
}

/// A stream whose first item is there.
pub(crate) struct StreamStart {
    pub(crate) head: StreamHead,
    /// What follows the head; an `Err` says why there will be no more.
    pub(crate) items: BoxStream<'static, Result<Bytes, String>>,
}

/// What leaves before the body.
#[derive(Debug)]
pub(crate) struct StreamHead {
    pub(crate) content_type: &'static str,
    /// None for `per_compute_second`.
    pub(crate) units: Option<BillableUnits>,
    /// What the method added before its first item.
    pub(crate) headers: HeaderMap,
}

impl fmt::Debug for StreamStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamStart")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

/// An `Err` of a method.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) told: Told,
    /// What it costs after all.
    pub(crate) units: BillableUnits,
    /// What the method added.
    pub(crate) headers: HeaderMap,
}

impl Outcome {
    pub(crate) fn outcome(&self) -> OutcomeKind {
        match self {
            Self::Value(_) => OutcomeKind::Value,
            Self::Stream(_) => OutcomeKind::Stream,
            Self::Quoted(_) => OutcomeKind::Quoted,
            Self::Failed(_) => OutcomeKind::Failed,
            Self::Panicked(_) => OutcomeKind::Panicked,
            Self::MeteringFailed(_) => OutcomeKind::MeteringFailed,
            Self::NotJson(_) => OutcomeKind::NotJson,
            Self::Refused(_) => OutcomeKind::Refused,
            Self::DecodingFailed(_) => OutcomeKind::DecodingFailed,
            Self::TooLarge => OutcomeKind::TooLarge,
            Self::TooSlow => OutcomeKind::TooSlow,
            Self::Unreadable => OutcomeKind::Unreadable,
            Self::NotFound { .. } => OutcomeKind::NotFound,
            Self::WrongMethod { .. } => OutcomeKind::WrongMethod,
            Self::Redirected { .. } => OutcomeKind::Redirected,
            Self::Preflight(_) => OutcomeKind::Preflight,
            Self::Health => OutcomeKind::Health,
            Self::Document(_) => OutcomeKind::Document,
            Self::Metrics(_) => OutcomeKind::Metrics,
        }
    }
}

/// The call went to its end; only `answer` reads how.
#[derive(Debug)]
pub struct Done(pub(crate) Outcome);

/// The call ended early: refused, failed; only `answer` reads how.
///
/// Boxed, because an exit is the exception and large.
#[derive(Debug)]
pub struct Exit(pub(crate) Box<Outcome>);

impl Exit {
    pub(crate) fn new(ending: Outcome) -> Self {
        Self(Box::new(ending))
    }

    pub(crate) fn metering(error: Error) -> Self {
        Self::new(Outcome::MeteringFailed(error))
    }
}
