//! [`Error`]: what a method answers instead of a value.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use super::location::{Location, Segment};
use super::model_error::ModelError;
use crate::units::BillableUnits;

/// What a method returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a method: what the caller and the platform learn of it, and what it costs.
///
/// `?` makes one of any error: a 500, whose cause only the log shows. A failure costs nothing unless [`Error::billed`]
/// says so.
///
/// ```
/// use fal_app::{Error, Result};
///
/// fn voice(name: &str) -> Result<Vec<u8>> {
///     if name.is_empty() {
///         return Err(Error::field("voice", "name a voice"));
///     }
///     Ok(std::fs::read(format!("/data/voices/{name}"))?)
/// }
/// assert!(voice("").is_err());
/// ```
///
/// As `anyhow::Error`, it does not implement [`std::error::Error`]: otherwise `?` could not convert every other error.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) billed: Option<Result<BillableUnits>>,
    pub(super) retry: Option<bool>,
    pub(super) stop_runner: Option<bool>,
}

pub(super) enum Kind {
    /// Any error. Its text may tell that the GPU failed.
    Cause(Box<dyn StdError + Send + Sync>),
    /// An error of fal-app itself. Its text may name files and quote stores: it tells nothing of the GPU.
    Internal(Box<dyn StdError + Send + Sync>),
    /// The GPU failed, as the author says.
    Gpu(Box<dyn StdError + Send + Sync>),
    /// A status and a text of the author's.
    Status {
        status: StatusCode,
        detail: Cow<'static, str>,
    },
    /// The same, with a status that is not a failure.
    InvalidStatus {
        status: u16,
        detail: Cow<'static, str>,
    },
    /// A value of the input that the method refuses.
    Field {
        loc: Vec<Segment>,
        message: Cow<'static, str>,
    },
    /// A failure that fal documents.
    Model(ModelError),
}

impl Error {
    /// Answers a status with a text for the caller: `{"detail": "…"}`.
    ///
    /// The status is 400 to 599. Any other is answered as a 500, and the log says so. A 503 makes the platform replace the
    /// runner: [`Error::gpu`] is for that.
    pub fn status(status: u16, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        let failure = StatusCode::from_u16(status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error());
        Self::new(match failure {
            Some(status) => Kind::Status { status, detail },
            None => Kind::InvalidStatus { status, detail },
        })
    }

    /// Refuses a field of the input with a 422, as `FieldException` of fal's SDK.
    pub fn field(name: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::at(name.into(), message)
    }

    /// Refuses a value anywhere in the input with a 422. The names and indices lead to it:
    /// `Error::at(("loras", 0, "path"), "no such file")`.
    pub fn at(location: impl Location, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Field {
            loc: location.segments(),
            message: message.into(),
        })
    }

    /// A failure of the GPU: a 503. The platform replaces the runner, and the queue tries the request again.
    ///
    /// An error whose text names CUDA or the like becomes one by itself (`docs/platform.md` §4.4).
    pub fn gpu(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Gpu(cause.into()))
    }

    /// A failure of fal-app itself: a 500 whose cause is in the log. Its text is not searched for names of the GPU's.
    pub(crate) fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Internal(cause.into()))
    }

    /// Says whether the same request may succeed when it is tried again. The platform's queue follows it for 429 and for
    /// 500 to 599 (`docs/platform.md` §2.4).
    #[must_use]
    pub fn retry(mut self, retry: bool) -> Self {
        self.0.retry = Some(retry);
        self
    }

    /// Says whether the platform ends this runner after the answer. `false` also keeps a runner that a 503 would end.
    #[must_use]
    pub fn stop_runner(mut self, stop: bool) -> Self {
        self.0.stop_runner = Some(stop);
        self
    }

    /// For `Error::billed`, which stands in `billing`.
    pub(crate) fn set_billed(&mut self, units: Result<BillableUnits>) {
        self.0.billed = Some(units);
    }

    /// Whether `?` made it of this error.
    pub(crate) fn is_caused_by<E: StdError + PartialEq + 'static>(&self, error: &E) -> bool {
        match &self.0.kind {
            Kind::Cause(cause) => cause.downcast_ref() == Some(error),
            _ => false,
        }
    }

    pub(super) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            billed: None,
            retry: None,
            stop_runner: None,
        }))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(cause: E) -> Self {
        Self::new(Kind::Cause(cause.into()))
    }
}

/// What went wrong, for the log: a cause with all its sources.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Cause(cause) | Kind::Internal(cause) | Kind::Gpu(cause) => {
                write_chain(f, &**cause)
            }
            Kind::Status { detail, .. } => f.write_str(detail),
            Kind::InvalidStatus { status, detail } => {
                write!(f, "`Error::status({status}, …)` is not a failure: {detail}")
            }
            Kind::Field { loc, message } => {
                f.write_str("`")?;
                for (index, segment) in loc.iter().enumerate() {
                    write!(f, "{}{segment}", if index == 0 { "" } else { "." })?;
                }
                write!(f, "`: {message}")
            }
            Kind::Model(model) => write!(f, "{model}"),
        }
    }
}

fn write_chain(f: &mut fmt::Formatter<'_>, cause: &(dyn StdError + 'static)) -> fmt::Result {
    write!(f, "{cause}")?;
    let mut source = cause.source();
    while let Some(cause) = source {
        write!(f, ": {cause}")?;
        source = cause.source();
    }
    Ok(())
}
