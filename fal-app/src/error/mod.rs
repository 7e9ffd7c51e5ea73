//! What a method may answer instead of a value.

/// A failure, and what the caller is told of it.
#[derive(Debug)]
pub struct Error {
    status: u16,
}

/// What methods return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Error {
    fn from(cause: E) -> Self {
        let _ = cause.into();
        Self { status: 500 }
    }
}
