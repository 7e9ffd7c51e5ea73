//! What `#[realtime]` declares, as data.

/// The largest message of a session, in MiB.
pub(crate) const MAX_MESSAGE_MIB: u32 = 16;

/// How many inputs and outputs the method of a session has: the four shapes of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RealtimeMode {
    /// One input, one output.
    Unary,
    /// One input, many outputs.
    ServerStreaming,
    /// Many inputs, one output.
    ClientStreaming,
    /// Many inputs, many outputs.
    Bidi,
}

impl RealtimeMode {
    /// The SDK's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Unary => "unary",
            Self::ServerStreaming => "server_streaming",
            Self::ClientStreaming => "client_streaming",
            Self::Bidi => "bidi",
        }
    }
}

/// What `#[realtime]` says of its sessions.
#[derive(Clone, Copy, Debug)]
pub struct Realtime {
    /// The shape of the method.
    pub mode: RealtimeMode,
    /// How many inputs wait at most, at least 1; the oldest is dropped. `None` keeps all.
    pub buffering: Option<u32>,
    /// Seconds without an input after which a session ends, above 0. `None` is never.
    pub session_timeout: Option<f64>,
    /// How many inputs the method takes at once, at least 1. `None` is one.
    pub max_batch_size: Option<u32>,
}

impl Realtime {
    /// Sessions of this shape. Each step below adds what one word of the attribute says.
    #[must_use]
    pub const fn new(mode: RealtimeMode) -> Self {
        Self {
            mode,
            buffering: None,
            session_timeout: None,
            max_batch_size: None,
        }
    }

    /// `buffering = …`
    #[must_use]
    pub const fn buffering(self, inputs: u32) -> Self {
        Self {
            buffering: Some(inputs),
            ..self
        }
    }

    /// `session_timeout = …`
    #[must_use]
    pub const fn session_timeout(self, seconds: f64) -> Self {
        Self {
            session_timeout: Some(seconds),
            ..self
        }
    }

    /// `max_batch_size = …`
    #[must_use]
    pub const fn max_batch_size(self, inputs: u32) -> Self {
        Self {
            max_batch_size: Some(inputs),
            ..self
        }
    }
}
