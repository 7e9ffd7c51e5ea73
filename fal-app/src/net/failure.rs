//! Why a request of the app failed.

use std::fmt;

use http::StatusCode;

use crate::one_line::OneLine;

/// Why a request of the app failed. The text is for the log: it may name addresses, and quotes in one line what a server
/// said.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The app was built without the feature `https`.
    NoFeature,
    /// It would fail again: the URL is not valid, or callers may not name its address.
    Final(String),
    /// It may succeed later: the connection failed or was too slow.
    Passing(String),
    /// The answer is larger than this many bytes.
    TooLarge(u64),
    /// The status of the answer is not a success. The text is the beginning of its body.
    Status(StatusCode, String),
}

impl Failure {
    /// Whether the same request may succeed later. The statuses are those that the SDK retries (`docs/platform.md` §5).
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Passing(_) => true,
            Self::Status(status, _) => {
                matches!(status.as_u16(), 408 | 409 | 429 | 500 | 502 | 503 | 504)
            }
            Self::NoFeature | Self::Final(_) | Self::TooLarge(_) => false,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFeature => f.write_str(
                "this app was built without the feature `https` of `fal-app`, which fetches, uploads and reports: \
                 add `https` to the features of `fal-app` in `Cargo.toml`",
            ),
            Self::Final(why) | Self::Passing(why) => write!(f, "{}", OneLine(why)),
            Self::TooLarge(most) => write!(f, "the answer is larger than {most} bytes"),
            Self::Status(status, said) if said.is_empty() => write!(f, "the answer was {status}"),
            Self::Status(status, said) => write!(f, "the answer was {status}: {}", OneLine(said)),
        }
    }
}

impl std::error::Error for Failure {}
