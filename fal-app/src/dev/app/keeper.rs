//! Keeps the app up, as the platform does: a process that dies, that answers so, or that fails its health check is replaced
//! by a new one (`docs/platform.md` §2.5).

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::current::{App, Why};
use super::output::Output;
use super::process::{Failed, Process, Start};
use crate::dev::terminal::Printer;

/// How long the first restart waits. Each waits twice as long as the one before, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The most tries in a row at an app that does not start any more.
const TRIES: u32 = 8;

/// An app that lived so long did not die of its start.
const LIVED: Duration = Duration::from_secs(30);

/// How long a connection may be lost before its process is seen to have ended.
const DEATH: Duration = Duration::from_millis(200);

/// How long it is waited for requests that are on their way to a process, before that is ended. Who has arrived by then may
/// finish.
const ARRIVAL: Duration = Duration::from_millis(500);

/// Who keeps the app up.
pub(crate) struct Keeper {
    end: oneshot::Sender<()>,
    failed: oneshot::Receiver<Failed>,
    task: JoinHandle<()>,
}

/// A process that requests go to.
struct Running {
    process: Process,
    /// Why it is to be replaced. This ends when no request is on its way to it any more.
    asked: mpsc::Receiver<Why>,
}

impl Keeper {
    /// Starts the app, and waits until it listens. What it prints goes to `printer`.
    ///
    /// # Errors
    /// It does not.
    pub(crate) async fn start(start: Start, printer: Printer) -> Result<(Self, App), Failed> {
        let app = App::new(Output::new(printer));
        let mut running = launch(&app, &start).await?;
        let (end, mut ended) = oneshot::channel();
        let (fail, failed) = oneshot::channel();
        let kept = app.clone();
        let task = tokio::spawn(async move {
            tokio::select! {
                failure = keep(&kept, &start, &mut running) => {
                    let _ = fail.send(failure);
                    // The marketplace closes its queue before nobody waits any more: what is in it is for the next one.
                    let _ = ended.await;
                }
                _ = &mut ended => {}
            }
            kept.end();
            kept.set_down();
            running.process.stop(start.grace).await;
        });
        Ok((Self { end, failed, task }, app))
    }

    /// Waits until the app cannot be started again, and says why. It is asked once.
    pub(crate) async fn failed(&mut self) -> Failed {
        let lost = |_| "nobody keeps the app up any more".into();
        (&mut self.failed).await.unwrap_or_else(lost)
    }

    /// Ends the app as SIGTERM does, and waits for its teardown.
    pub(crate) async fn stop(self) {
        let _ = self.end.send(());
        let _ = self.task.await;
    }
}

/// Starts a process, which requests go to from now on.
async fn launch(app: &App, start: &Start) -> Result<Running, Failed> {
    let (process, document) = Process::start(start, &app.client, &app.output).await?;
    let asked = app.set_up(process.address, process.id(), document);
    Ok(Running { process, asked })
}

/// Replaces one process after the other. Ends when the app does not start any more.
async fn keep(app: &App, start: &Start, running: &mut Running) -> Failed {
    let mut pause = PAUSE;
    loop {
        let why = running.reason_to_replace(app, start).await;
        app.set_down();
        tracing::warn!("the app {why} and is replaced");
        if !matches!(why, Why::Ended(_)) {
            running.have_arrived().await;
        }
        running.process.stop(start.grace).await;
        if why.is_of_a_request() || running.process.began.elapsed() > LIVED {
            pause = PAUSE;
        }
        let mut tries = 1;
        *running = loop {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            match launch(app, start).await {
                Ok(launched) => break launched,
                Err(failed) if tries == TRIES => {
                    return format!("{failed}, {TRIES} times in a row").into();
                }
                Err(failed) => tracing::warn!("{failed} and is started again"),
            }
            tries += 1;
        };
    }
}

impl Running {
    /// Waits until there is a reason to replace it.
    async fn reason_to_replace(&mut self, app: &App, start: &Start) -> Why {
        let Self { process, asked } = self;
        let (address, began) = (process.address, process.began);
        let why = tokio::select! {
            ended = process.ended() => return Why::Ended(ended),
            // It does not end while requests are sent to the process.
            Some(why) = asked.recv() => why,
            () = start.health_check.fails(&app.client, address, began) => return Why::Unhealthy,
        };
        if matches!(why, Why::Disconnected | Why::Refused)
            && let Ok(ended) = timeout(DEATH, process.ended()).await
        {
            return Why::Ended(ended);
        }
        why
    }

    /// Waits until no request is on its way to it any more. One that is there already holds nobody up for long.
    async fn have_arrived(&mut self) {
        let _ = timeout(ARRIVAL, async {
            while self.asked.recv().await.is_some() {}
        })
        .await;
    }
}
