//! Why the ledger did not do what was asked.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use rusqlite::ErrorCode;

/// What the ledger answers.
pub(crate) type Result<T, E = LedgerError> = std::result::Result<T, E>;

/// Why the ledger did not do what was asked.
#[derive(Debug)]
pub(crate) enum LedgerError {
    /// What was asked cannot be, for people.
    Refused(String),
    /// SQLite cannot do it.
    Sqlite(rusqlite::Error),
    /// The transaction that it was part of could not be committed.
    NotCommitted(Arc<rusqlite::Error>),
    /// The writer has ended.
    Closed,
}

impl LedgerError {
    /// Whether the same may succeed later: another process writes, or there is no room, or what others wrote in the same
    /// transaction failed.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::NotCommitted(_) => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::DiskFull
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::OutOfMemory
                )
            ),
            Self::Refused(_) | Self::Closed => false,
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::Sqlite(error) => write!(f, "the ledger: {error}"),
            Self::NotCommitted(why) => write!(f, "the ledger could not be written: {why}"),
            Self::Closed => f.write_str("the ledger is closed"),
        }
    }
}

impl Error for LedgerError {}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}
