//! A trial: the app of this binary is set up, served on loopback, and asked as callers ask it. `check` and `card` show
//! what is seen.
//!
//! ```ignore
//! let tried = trial::run(&program, async |trial| {
//!     let mut runs = Vec::new();
//!     for example in trial.examples() {
//!         runs.push(trial.run(example).await);
//!     }
//!     Ok(runs)
//! })?;
//! let Some(tried) = tried else { return Ok(trial::STOPPED.into()) };
//! ```
//!
//! Nothing is uploaded: the media of an answer are data URIs in its JSON. The app's log goes to stderr, and so
//! does what its methods print.

mod caller;
mod example;
#[cfg(feature = "realtime")]
mod session;
mod stdout;

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use tokio::runtime::{Builder, Runtime};

pub(super) use self::caller::{Caller, Reply, ReplyEnd};
pub(super) use self::example::{Example, ExampleRun, examples};
#[cfg(all(feature = "realtime", feature = "dev"))]
pub(super) use self::session::{packed, talk};
use self::stdout::Diverted;
use super::output::Failed;
use super::progress::{AboveProgress, Progress};
use crate::program::Program;
use crate::server::{LocalServer, Signals, start_log};

/// The exit code of a command that Ctrl-C or SIGTERM stopped, as shells write it.
pub(super) const STOPPED: u8 = 130;

/// An app that runs, and a caller of it.
pub(super) struct Trial {
    pub(super) caller: Caller,
    server: LocalServer,
    examples: Vec<Example>,
    timeout: Duration,
}

/// What a trial found.
#[derive(Debug)]
pub(super) struct Tried<T> {
    pub(super) found: T,
    /// How long it took to finish what was in flight and to tear the app down.
    pub(super) teardown: Duration,
}

/// Sets the app up, asks it, and tears it down, whatever `ask` returns. `None` where Ctrl-C or SIGTERM stopped it: then
/// requests are dropped, so that their methods are told, and the app is torn down too. A second Ctrl-C does not wait for
/// that.
///
/// # Errors
/// That of `ask`; the setup failed, or there is no free port.
pub(super) fn run<T>(
    program: &Program,
    ask: impl AsyncFnOnce(&Trial) -> Result<T, Failed>,
) -> Result<Option<Tried<T>>, Failed> {
    start_log(|| AboveProgress);
    let _diverted = Diverted::now()?;
    let declaration = program.declaration;
    let examples = examples(program)?;
    // As when it serves: a method that blocks can keep all threads of the app, but not the signals and the time.
    let work = threads(Builder::new_multi_thread())?;
    let tried = threads(Builder::new_current_thread())?.block_on(async {
        let mut signals = Signals::listen()?;
        let setting_up = Progress::new("setting the app up");
        let server = LocalServer::start(program, work.handle(), &mut signals).await?;
        drop(setting_up);
        let Some(server) = server else {
            return Ok(None);
        };
        let trial = Trial {
            caller: Caller::of_address(server.address)?,
            server,
            examples,
            timeout: declaration.request_timeout(),
        };
        let found = match select(pin!(ask(&trial)), pin!(signals.wait())).await {
            Either::Left((found, _)) => Some(found),
            Either::Right(_) => None,
        };
        let _tearing_down = Progress::new("tearing the app down");
        let began = Instant::now();
        trial.server.stop(signals.wait()).await;
        let teardown = began.elapsed();
        let tried = |found| Tried { found, teardown };
        found.transpose().map(|found| found.map(tried))
    });
    // A blocking method that still runs is not waited for: it ends with the process.
    work.shutdown_background();
    tried
}

/// Asks an app that runs elsewhere. `None` where Ctrl-C or SIGTERM stopped it.
///
/// # Errors
/// That of `ask`.
pub(super) fn ask<T>(ask: impl Future<Output = Result<T, Failed>>) -> Result<Option<T>, Failed> {
    threads(Builder::new_current_thread())?.block_on(async {
        let mut signals = Signals::listen()?;
        match select(pin!(ask), pin!(signals.wait())).await {
            Either::Left((found, _)) => found.map(Some),
            Either::Right(_) => Ok(None),
        }
    })
}

fn threads(mut builder: Builder) -> Result<Runtime, Failed> {
    let built = builder.enable_all().build();
    Ok(built.map_err(|error| format!("the threads could not be started: {error}"))?)
}

impl Trial {
    /// All examples, in the order of declaration. An endpoint without an input has one, which sends nothing. A health check
    /// has none.
    pub(super) fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Asks what an example costs, and runs it. It may take as long as the app's `request_timeout`.
    pub(super) async fn run(&self, example: &Example) -> ExampleRun {
        let path = example.endpoint.path;
        let _running = Progress::new(format!("running {} of {path}", example.shown()));
        let is_deferred = example.endpoint.billing.deferred;
        if is_deferred {
            self.server.forget_reports().await;
        }
        let mut run = example.run(&self.caller, self.timeout).await;
        if is_deferred && run.reply.as_ref().is_ok_and(Reply::is_success) {
            run.reported = self.server.next_report().await;
        }
        run
    }

    /// How long the setup took.
    pub(super) fn setup(&self) -> Duration {
        self.server.setup
    }
}
