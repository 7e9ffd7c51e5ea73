//! The ledger: who may call, what a unit costs, what was asked, and what was charged. One SQLite file, of which rows are
//! never changed (`schema.sql` says how).
//!
//! One thread writes. What waits for it goes into one transaction, so that one sync of the disk serves many requests.
//! Readers have connections of their own.

pub(crate) mod bodies;
mod error;
mod file;
pub(crate) mod history;
pub(crate) mod hours;
pub(crate) mod keys;
pub(crate) mod margin;
pub(crate) mod prices;
pub(crate) mod queue;
pub(crate) mod refunds;
pub(crate) mod reports;
pub(crate) mod requests;
#[cfg(test)]
mod tests;
pub(crate) mod usage;
pub(crate) mod webhooks;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::time::sleep;

pub(crate) use error::{LedgerError, Result};
pub(crate) use file::LedgerFile;
use writer::Writer;

/// The most connections that are kept for later.
const IDLE: usize = 8;

/// How long it is waited before something is written again that could not be.
const PAUSE: Duration = Duration::from_secs(1);

/// An open ledger.
pub(crate) struct Ledger {
    file: LedgerFile,
    writer: Writer,
    /// Connections that nobody reads by now.
    readers: Mutex<Vec<Connection>>,
}

impl Ledger {
    /// Opens a file, and makes it where there is none.
    ///
    /// # Errors
    /// It cannot be opened, or is not the file of a local marketplace.
    pub(crate) fn open(file: LedgerFile) -> Result<Self> {
        let writer = Writer::start(file.connect_to_write()?)?;
        Ok(Self {
            file,
            writer,
            readers: Mutex::default(),
        })
    }

    /// Runs a job in a transaction, alone or with others. When this returns, what it wrote is on the disk. Where the job
    /// fails, it wrote nothing.
    ///
    /// # Errors
    /// That of the job, or that of the transaction.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer
            .send(job)?
            .await
            .map_err(|_| LedgerError::Closed)?
    }

    /// As [`Self::write`], for what must not be lost: it waits while another process writes, or there is no room on the disk.
    ///
    /// # Errors
    /// That of the job, or one that does not pass.
    pub(crate) async fn insist<T: Send + 'static>(
        &self,
        job: impl Fn(&Connection) -> Result<T> + Send + Sync + 'static,
    ) -> Result<T> {
        let job = Arc::new(job);
        let mut is_first = true;
        loop {
            let again = job.clone();
            let error = match self.write(move |file| again(file)).await {
                Err(error) if error.may_pass() => error,
                written => return written,
            };
            if std::mem::take(&mut is_first) {
                tracing::warn!("{error}: it is tried again until it can be");
            }
            sleep(PAUSE).await;
        }
    }

    /// As [`Self::write`], for what is not async.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(crate) fn write_now<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let written = self.writer.send(job)?.blocking_recv();
        written.map_err(|_| LedgerError::Closed)?
    }

    /// Reads what is committed by now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn read<T>(&self, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.readers().pop();
        let connection = idle.map_or_else(|| self.file.connect(), Ok)?;
        let transaction = connection.unchecked_transaction()?;
        let read = job(&transaction);
        transaction.finish()?;
        let mut idle = self.readers();
        if idle.len() < IDLE {
            idle.push(connection);
        }
        read
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
