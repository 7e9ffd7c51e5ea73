//! What an app prints while it is on trial. Its methods print on stdout, which is where the command prints what it found.

use std::io::{self, Write};

#[cfg(unix)]
use std::os::fd::OwnedFd;

#[cfg(unix)]
use rustix::io::dup;
#[cfg(unix)]
use rustix::stdio::{dup2_stdout, stderr, stdout};

/// Until this is dropped, what is printed on stdout goes to stderr.
#[derive(Debug)]
pub(super) struct Diverted {
    #[cfg(unix)]
    stdout: OwnedFd,
}

impl Diverted {
    /// From here on.
    pub(super) fn now() -> io::Result<Self> {
        io::stdout().flush()?;
        #[cfg(unix)]
        let diverted = {
            let kept = dup(stdout())?;
            dup2_stdout(stderr())?;
            Self { stdout: kept }
        };
        #[cfg(not(unix))]
        let diverted = Self {};
        Ok(diverted)
    }
}

impl Drop for Diverted {
    fn drop(&mut self) {
        // What cannot be written is the app's, and no report waits for it.
        let _ = io::stdout().flush();
        #[cfg(unix)]
        let _ = dup2_stdout(&self.stdout);
    }
}
