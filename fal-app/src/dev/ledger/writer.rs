//! The one thread that writes.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::{LedgerError, Result};

/// The most jobs of one transaction.
const MOST: usize = 1024;

/// The way to the thread. When this is dropped, what waits is written, and the file is closed.
pub(super) struct Writer {
    jobs: Option<Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// What writes.
trait Job: Send {
    /// Does its part of a transaction.
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;

    /// Says how it went, once the transaction is on the disk or has failed.
    fn reply(self: Box<Self>, failed: Option<&Arc<rusqlite::Error>>);
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self> {
        let (sender, waiting) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || write(connection, &waiting))
            .map_err(|error| {
                LedgerError::Refused(format!("the ledger's thread could not start: {error}"))
            })?;
        Ok(Self {
            jobs: Some(sender),
            thread: Some(thread),
        })
    }

    /// Hands a job to the thread.
    pub(super) fn send<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (reply, replied) = oneshot::channel();
        let job = Once {
            job: Some(job),
            result: None,
            reply,
        };
        let jobs = self.jobs.as_ref().ok_or(LedgerError::Closed)?;
        jobs.send(Box::new(job)).map_err(|_| LedgerError::Closed)?;
        Ok(replied)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes until nobody can send any more. While one transaction is synced, the next jobs gather.
fn write(mut connection: Connection, waiting: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = waiting.recv() {
        let mut jobs = vec![first];
        jobs.extend(waiting.try_iter().take(MOST - 1));
        let failed = commit(&mut connection, &mut jobs).err();
        let failed = failed.map(Arc::new);
        for job in jobs {
            job.reply(failed.as_ref());
        }
    }
}

/// All jobs in one transaction. One that fails is undone alone.
fn commit(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs {
        job.run(&transaction)?;
    }
    transaction.commit()
}

/// A job, its result, and who waits for it.
struct Once<F, T> {
    job: Option<F>,
    /// `None` before it has run.
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Job for Once<F, T>
where
    F: FnOnce(&Connection) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let Some(job) = self.job.take() else {
            return Ok(());
        };
        execute(connection, "SAVEPOINT job")?;
        let result = self.result.insert(job(connection));
        if result.is_err() {
            execute(connection, "ROLLBACK TO job")?;
        }
        execute(connection, "RELEASE job")
    }

    fn reply(self: Box<Self>, failed: Option<&Arc<rusqlite::Error>>) {
        let result = match (self.result, failed) {
            // What failed by itself says more.
            (Some(Err(error)), _) => Err(error),
            (_, Some(why)) => Err(LedgerError::NotCommitted(why.clone())),
            (Some(done), None) => done,
            (None, None) => Err(LedgerError::Closed),
        };
        // Who does not wait any more is not told.
        let _ = self.reply.send(result);
    }
}

fn execute(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute(()).map(drop)
}
