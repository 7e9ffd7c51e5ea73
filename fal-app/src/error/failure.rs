//! [`Error`]: a failure, and what its author says of it.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use super::location::{Location, Segment};
use super::model_error::ModelError;
use crate::units::BillableUnits;

/// What methods return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, and what the caller is told of it.
///
/// `?` makes one of any error: a 500 whose cause stays in the log. It costs nothing unless [`Error::billed`] says so.
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
/// Like `anyhow::Error` it is no [`std::error::Error`] itself: else `?` could not take every other.
pub struct Error(pub(super) Box<Failure>);

pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) billed: Option<Result<BillableUnits>>,
    pub(super) retry: Option<bool>,
    pub(super) stop_runner: Option<bool>,
}

pub(super) enum Kind {
    /// Whose text may tell that it is the GPU's.
    Cause(Box<dyn StdError + Send + Sync>),
    /// The GPU's, because the author says so.
    Gpu(Box<dyn StdError + Send + Sync>),
    /// The author's own status and words.
    Status {
        status: StatusCode,
        detail: Cow<'static, str>,
    },
    /// A status that is no failure's, with the author's words.
    NoFailure {
        status: u16,
        detail: Cow<'static, str>,
    },
    /// A field that the method refuses.
    Field {
        loc: Vec<Segment>,
        message: Cow<'static, str>,
    },
    /// One that fal documents.
    Model(ModelError),
}

impl Error {
    /// Answers a status with a text that the caller sees: `{"detail": "…"}`.
    ///
    /// A status from 400 to 599; any other is answered as a 500, with the mistake in the log. A 503 makes the platform
    /// replace the runner: [`Error::gpu`] is for that.
    pub fn status(status: u16, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        let failure = StatusCode::from_u16(status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error());
        Self::new(match failure {
            Some(status) => Kind::Status { status, detail },
            None => Kind::NoFailure { status, detail },
        })
    }

    /// Refuses a field of the input with a 422, as the SDK's `FieldException`.
    pub fn field(name: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::at(name.into(), message)
    }

    /// Refuses a value anywhere in the input with a 422: the names and indices that lead to it, as in
    /// `Error::at(("loras", 0, "path"), "no such file")`.
    pub fn at(location: impl Location, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Field {
            loc: location.segments(),
            message: message.into(),
        })
    }

    /// A failure of the GPU: a 503, which makes the platform replace the runner and the queue try again.
    ///
    /// Errors whose text names CUDA and the like become one without this (`docs/platform.md` §4.4).
    pub fn gpu(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Gpu(cause.into()))
    }

    /// Says whether the same request may succeed when it is tried again. The platform's queue heeds it on 429 and
    /// 500 to 599.
    #[must_use]
    pub fn retry(mut self, retry: bool) -> Self {
        self.0.retry = Some(retry);
        self
    }

    /// Says whether the platform ends this runner after the answer; `false` also keeps one that a 503 would end.
    #[must_use]
    pub fn stop_runner(mut self, stop: bool) -> Self {
        self.0.stop_runner = Some(stop);
        self
    }

    /// What `.billed(…)` says.
    pub(crate) fn set_billed(&mut self, units: Result<BillableUnits>) {
        self.0.billed = Some(units);
    }

    /// Whether `?` made it of this very error.
    pub(crate) fn is_caused_by<E: StdError + PartialEq + 'static>(&self, error: &E) -> bool {
        match &self.0.kind {
            Kind::Cause(cause) => cause.downcast_ref() == Some(error),
            _ => false,
        }
    }

    pub(super) fn new(kind: Kind) -> Self {
        Self(Box::new(Failure {
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

/// What went wrong, for the log; a cause with all its sources.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Cause(cause) | Kind::Gpu(cause) => write_chain(f, &**cause),
            Kind::Status { detail, .. } => f.write_str(detail),
            Kind::NoFailure { status, detail } => {
                write!(f, "`Error::status({status}, …)` is no failure: {detail}")
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
