//! What an app prints while it is on trial. Its methods print on stdout, which is where the command prints what it found.

use std::io::{self, Write};

#[cfg(unix)]
use std::{
    io::{BufRead, BufReader, IsTerminal},
    os::fd::OwnedFd,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

#[cfg(unix)]
use rustix::io::dup;
#[cfg(unix)]
use rustix::stdio::{dup2_stdout, stderr, stdout};

#[cfg(unix)]
use crate::command::progress::AboveProgress;

/// Until this is dropped, what is printed on stdout goes to stderr.
#[derive(Debug)]
pub(super) struct Diverted {
    #[cfg(unix)]
    stdout: OwnedFd,
    /// Of a terminal: disconnected when the last line is on it.
    #[cfg(unix)]
    copied: Option<Receiver<()>>,
}

/// How long the last lines are waited for. A process that the app started and left behind may hold stdout open.
#[cfg(unix)]
const COPY: Duration = Duration::from_secs(1);

impl Diverted {
    /// From here on.
    pub(super) fn now() -> io::Result<Self> {
        io::stdout().flush()?;
        #[cfg(unix)]
        let diverted = {
            let kept = dup(stdout())?;
            let copied = match io::stderr().is_terminal() {
                true => Some(copy_above_progress()?),
                false => {
                    dup2_stdout(stderr())?;
                    None
                }
            };
            Self {
                stdout: kept,
                copied,
            }
        };
        #[cfg(not(unix))]
        let diverted = Self {};
        Ok(diverted)
    }
}

/// A terminal shows progress, with which nothing else may be mixed.
#[cfg(unix)]
fn copy_above_progress() -> io::Result<Receiver<()>> {
    let (printed, writer) = io::pipe()?;
    let (copying, copied) = channel();
    thread::Builder::new().spawn(move || {
        let _copying = copying;
        for line in BufReader::new(printed).split(b'\n').map_while(Result::ok) {
            let _ = AboveProgress.write_all(&[&*line, b"\n"].concat());
        }
    })?;
    dup2_stdout(&writer)?;
    Ok(copied)
}

impl Drop for Diverted {
    fn drop(&mut self) {
        // What cannot be written is the app's, and no report waits for it.
        let _ = io::stdout().flush();
        #[cfg(unix)]
        {
            let _ = dup2_stdout(&self.stdout);
            if let Some(copied) = &self.copied {
                let _ = copied.recv_timeout(COPY);
            }
        }
    }
}
