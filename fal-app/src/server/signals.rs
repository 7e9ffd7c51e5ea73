//! What ends a server from outside.

use std::future::pending;
use std::io::{self, Read};
use std::pin::pin;
use std::thread;

use futures_util::future::select;
use tokio::sync::oneshot;

/// SIGTERM, which the platform sends, and SIGINT, which Ctrl-C on a terminal sends. Elsewhere than on Unix, Ctrl-C alone.
pub(crate) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    /// Comes once.
    end_of_stdin: Option<oneshot::Receiver<()>>,
}

impl Signals {
    /// From here on the signals do not kill the process any more.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            end_of_stdin: None,
        })
    }

    /// Nothing has to be done before [`Signals::wait`].
    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self { end_of_stdin: None })
    }

    /// The end of stdin counts as a signal too. Who started this process holds its other end, and may be killed: then nobody
    /// is left who could send one.
    pub(crate) fn or_end_of_stdin(self) -> io::Result<Self> {
        let (ended, end) = oneshot::channel();
        thread::Builder::new()
            .name("stdin".to_owned())
            .spawn(move || {
                let mut read = [0; 64];
                while io::stdin().read(&mut read).is_ok_and(|read| read > 0) {}
                // Nobody may wait any more.
                let _ = ended.send(());
            })?;
        let end_of_stdin = Some(end);
        Ok(Self {
            end_of_stdin,
            ..self
        })
    }

    /// Waits for any of them.
    pub(crate) async fn wait(&mut self) {
        #[cfg(unix)]
        let signal = async {
            select(pin!(self.terminate.recv()), pin!(self.interrupt.recv())).await;
        };
        #[cfg(not(unix))]
        let signal = ctrl_c();
        let stdin = async {
            match &mut self.end_of_stdin {
                Some(end) => drop(end.await),
                None => pending().await,
            }
            self.end_of_stdin = None;
        };
        select(pin!(signal), pin!(stdin)).await;
    }

    /// Waits for Ctrl-C.
    pub(crate) async fn interrupt(&mut self) {
        #[cfg(unix)]
        self.interrupt.recv().await;
        #[cfg(not(unix))]
        ctrl_c().await;
    }
}

#[cfg(not(unix))]
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending().await
    }
}
