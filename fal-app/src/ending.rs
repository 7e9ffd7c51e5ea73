//! Every way in which a request can end.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::billing::{BillableUnits, Bounds};
use crate::error::{Error, Told};
use crate::fields::{NotJson, Refusal};
use crate::media::upload::{Destination, Hole};
use crate::server::panic::Panic;
use crate::streaming::Begun;

/// Declares the list and the enum in one, so that neither is longer than the other.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The ways in which a request can end, without what belongs to the one request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Outcome {
            $($(#[$doc])* $name,)*
        }

        impl Outcome {
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
pub(crate) enum Ending {
    Value(Value),
    Stream(Begun),
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
    pub(crate) async fn handed_over(self) -> Ending {
        match self.media.fill(self.json, self.holes).await {
            Ok(json) => Ending::Value(Self {
                json,
                holes: Vec::new(),
                ..self
            }),
            Err(error) => Ending::Failed(Failure {
                told: error.answer(),
                units: BillableUnits::ZERO,
                headers: self.headers,
            }),
        }
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

impl Ending {
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Value(_) => Outcome::Value,
            Self::Stream(_) => Outcome::Stream,
            Self::Quoted(_) => Outcome::Quoted,
            Self::Failed(_) => Outcome::Failed,
            Self::Panicked(_) => Outcome::Panicked,
            Self::MeteringFailed(_) => Outcome::MeteringFailed,
            Self::NotJson(_) => Outcome::NotJson,
            Self::Refused(_) => Outcome::Refused,
            Self::DecodingFailed(_) => Outcome::DecodingFailed,
            Self::TooLarge => Outcome::TooLarge,
            Self::TooSlow => Outcome::TooSlow,
            Self::Unreadable => Outcome::Unreadable,
            Self::NotFound { .. } => Outcome::NotFound,
            Self::WrongMethod { .. } => Outcome::WrongMethod,
            Self::Redirected { .. } => Outcome::Redirected,
            Self::Preflight(_) => Outcome::Preflight,
            Self::Health => Outcome::Health,
            Self::Document(_) => Outcome::Document,
            Self::Metrics(_) => Outcome::Metrics,
        }
    }
}
