//! The file of a ledger.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{LedgerError, Result, prices, webhooks};

/// Marks the file as ours: `fal` and a number.
const APPLICATION_ID: i32 = 0x6661_6c01;

/// The version of `schema.sql`.
const SCHEMA_VERSION: i32 = 7;

/// The tables whose rows are only added, each with its unique keys.
pub(super) const RECORDS: [(&str, &[&str]); 17] = [
    ("users", &["user", "name"]),
    ("keys", &["key", "key_id"]),
    ("revocations", &["key"]),
    ("credits", &["credit"]),
    ("prices", &["version"]),
    ("accepted", &["request_id"]),
    ("tags", &["request_id, name"]),
    ("deferred", &["request_id"]),
    ("reports", &["request_id, units"]),
    ("settled", &["request_id"]),
    ("work", &["request_id, attempt"]),
    ("late", &["request_id, attempt"]),
    ("signing_keys", &["signing_key"]),
    ("webhooks", &["request_id"]),
    ("redeliveries", &["request_id, round"]),
    ("webhook_attempts", &["request_id, attempt"]),
    ("refunded", &["request_id"]),
];

/// How long a connection waits for another one that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 64;

/// Where a ledger is.
#[derive(Clone, Debug)]
pub(crate) struct LedgerFile {
    place: Place,
    /// Held while a marketplace runs on the file.
    lock: Option<Arc<File>>,
}

#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    /// The URI of a database in this process's memory.
    Memory(String),
}

impl LedgerFile {
    /// `:memory:` is a ledger that ends with the process.
    pub(crate) fn at(path: &str) -> Self {
        /// Each has a name of its own.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let place = match path {
            ":memory:" => {
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                Place::Memory(format!("file:/ledger-{number}?vfs=memdb"))
            }
            path => Place::File(PathBuf::from(path)),
        };
        Self { place, lock: None }
    }

    /// Whether it is there already.
    pub(crate) fn exists(&self) -> bool {
        matches!(&self.place, Place::File(path) if path.exists())
    }

    /// Takes the file for one running marketplace: what is in flight belongs to it.
    ///
    /// # Errors
    /// Another one runs on it.
    pub(crate) fn lock(mut self) -> Result<Self> {
        if let Place::File(path) = &self.place {
            // The lock stands beside it: nothing is to be left there where the file cannot be.
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let missing = folder.filter(|folder| !folder.is_dir());
            if path.is_dir() || missing.is_some() {
                let folder = missing.unwrap_or(path).display();
                let is = if missing.is_some() {
                    "not a folder"
                } else {
                    "a folder"
                };
                return Err(LedgerError::Refused(format!(
                    "`{}` cannot be a ledger: `{folder}` is {is}\nhelp: choose another file with `--db`",
                    path.display()
                )));
            }
            if path.exists() {
                self.check_ours(&self.connect()?)?;
            }
            let beside = with_ending(&real(path), "-lock");
            let cannot = |error| {
                LedgerError::Refused(format!(
                    "`{}` cannot be made: {error}\nhelp: choose another file with `--db`",
                    beside.display()
                ))
            };
            let lock = File::create(&beside).map_err(cannot)?;
            lock.try_lock().map_err(|_| {
                let path = path.display();
                LedgerError::Refused(format!(
                    "another marketplace runs on `{path}`\nhelp: stop it, or choose another file with `--db`"
                ))
            })?;
            self.lock = Some(Arc::new(lock));
        }
        Ok(self)
    }

    /// A connection that reads.
    pub(super) fn connect(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let opened = match &self.place {
            Place::File(path) => {
                Connection::open_with_flags(path, flags - OpenFlags::SQLITE_OPEN_URI)
            }
            Place::Memory(uri) => Connection::open_with_flags(uri, flags),
        };
        let connection = opened.map_err(|error| self.cannot_open(&error))?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    }

    /// The connection that writes. A new file gets its tables first.
    pub(super) fn connect_to_write(&self) -> Result<Connection> {
        let mut connection = self.connect()?;
        self.check_ours(&connection)?;
        // A database in memory has no such mode, and needs none.
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "full")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? == 0 {
            create(&transaction)?;
        }
        transaction.commit()?;
        Ok(connection)
    }

    /// Nothing is written into a file of something else.
    fn check_ours(&self, connection: &Connection) -> Result<()> {
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let application = number("application_id").map_err(|error| self.cannot_open(&error))?;
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
        let refused = match (application, tables, number("user_version")?) {
            (0, 0, 0) | (APPLICATION_ID, _, SCHEMA_VERSION) => return Ok(()),
            (APPLICATION_ID, ..) => "of another version of fal-app",
            _ => "not the file of a local marketplace",
        };
        let path = self.path();
        Err(LedgerError::Refused(format!(
            "`{path}` is {refused}\nhelp: choose another file with `--db`"
        )))
    }

    fn cannot_open(&self, error: &rusqlite::Error) -> LedgerError {
        LedgerError::Refused(format!(
            "`{}` cannot be opened: {error}\nhelp: choose another file with `--db`",
            self.path()
        ))
    }

    /// The folder beside it for what is no record; `None` for one in memory.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match &self.place {
            Place::File(path) => Some(with_ending(&real(path), "-files")),
            Place::Memory(_) => None,
        }
    }

    /// As the user names it.
    pub(crate) fn path(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Memory(_) => ":memory:".to_owned(),
        }
    }
}

fn version(connection: &Connection) -> Result<i32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Makes the tables, the triggers that let rows only be added, the example prices of machines, and the
/// key that webhooks are signed with.
fn create(connection: &Connection) -> Result<()> {
    connection.execute_batch(include_str!("schema.sql"))?;
    for (table, keys) in RECORDS {
        // `INSERT OR REPLACE` removes a row without asking the trigger of DELETE.
        let is_there = keys.iter().map(|columns| {
            let columns = columns.split(", ");
            let same: Vec<String> = columns
                .map(|column| format!("{column} = NEW.{column}"))
                .collect();
            format!(
                "EXISTS (SELECT 1 FROM {table} WHERE {})",
                same.join(" AND ")
            )
        });
        let is_there = is_there.collect::<Vec<_>>().join(" OR ");
        for (name, change) in [
            ("no_update", format!("UPDATE ON {table}")),
            ("no_delete", format!("DELETE ON {table}")),
            ("once", format!("INSERT ON {table} WHEN {is_there}")),
        ] {
            connection.execute_batch(&format!(
                "CREATE TRIGGER {table}_{name} BEFORE {change} BEGIN
                     SELECT RAISE(ABORT, 'rows are only added');
                 END"
            ))?;
        }
    }
    prices::add_examples(connection)?;
    webhooks::make_signing_key(connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(())
}

/// The file itself, where the path is a link to it: what stands beside it is there once.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
