//! Why an exchange failed.

use std::fmt;

use http::StatusCode;

use crate::one_line::OneLine;

/// Why an exchange failed. The words are for the log: they may name addresses, and quote what a server said, in one line.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The app was built without the network.
    NoFeature,
    /// No second try would change it: no URL, an address that callers may not name.
    Final(String),
    /// It may pass: no connection, a broken one, or one too slow.
    Passing(String),
    /// The answer is larger than this many bytes.
    TooLarge(u64),
    /// The answer was no success; beside its status what it said.
    Status(StatusCode, String),
}

impl Failure {
    /// Whether the same exchange may succeed later (`docs/platform.md` §5: the SDK's retries).
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
                "this app was built without the feature `https` of `fal-app`, which fetches and uploads: \
                 write `fal-app = { features = [\"https\"] }`",
            ),
            Self::Final(why) | Self::Passing(why) => write!(f, "{}", OneLine(why)),
            Self::TooLarge(most) => write!(f, "the answer is larger than {most} bytes"),
            Self::Status(status, said) if said.is_empty() => write!(f, "the answer was {status}"),
            Self::Status(status, said) => write!(f, "the answer was {status}: {}", OneLine(said)),
        }
    }
}

impl std::error::Error for Failure {}
