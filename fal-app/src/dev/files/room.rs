//! The bytes that files may have.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

/// The most bytes of one file.
const LARGEST: u64 = 1 << 30;

/// The bytes that all files may have together, and those that they have.
#[derive(Debug)]
pub(super) struct Room {
    most: u64,
    used: AtomicU64,
    /// Files take their places one after the other, so that each that is replaced gives its room back once.
    pub(super) placing: Mutex<()>,
}

/// Why a file is not kept.
#[derive(Debug)]
pub(crate) enum Failed {
    /// It has more bytes than one file may have: so many.
    TooLarge(u64),
    /// All files together would have more bytes than they may: so many.
    Full(u64),
    /// Its parts are not there, or not in order.
    Parts(String),
    Io(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Room {
    pub(super) fn new(most: u64, used: u64) -> Self {
        Self {
            most,
            used: AtomicU64::new(used),
            placing: Mutex::default(),
        }
    }

    /// The most bytes of one file.
    pub(super) fn largest(&self) -> u64 {
        LARGEST.min(self.most)
    }

    /// Takes room for more bytes.
    pub(super) fn take(&self, bytes: u64) -> Result<(), Failed> {
        let more = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.most);
        match self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(Failed::Full(self.most)),
        }
    }

    /// Gives room back.
    pub(super) fn give_back(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}
