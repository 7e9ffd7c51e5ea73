//! Who may call and who pays: users, their keys, and their credit.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::usage::time_of;
use super::{LedgerError, Result};
use crate::units::Money;

/// The bytes of a secret. It is random, so one round of SHA-256 hides it: there is nothing to guess.
const SECRET_BYTES: usize = 16;

/// The most letters of a name.
const LONGEST_NAME: usize = 64;

/// A user of the marketplace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// A key as the ledger knows it, without its secret.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) id: i64,
    /// The part before the colon.
    pub(crate) key_id: String,
    pub(crate) user: User,
    pub(crate) label: String,
    /// The app whose process has it; `None` for the key of a caller.
    pub(crate) app: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) created_at: i64,
    pub(crate) revoked_at: Option<i64>,
    /// When the last request came that was accepted with it.
    pub(crate) last_used_at: Option<i64>,
    secret_hash: Vec<u8>,
}

/// What a user has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    /// All that was ever given.
    pub(crate) credited: Money,
    /// Held for requests that are accepted and not settled.
    pub(crate) reserved: Money,
    pub(crate) charged: Money,
    pub(crate) refunded: Money,
}

impl Balance {
    /// What a new request may reserve; negative where requests without a known most have cost more than there was.
    pub(crate) fn available(self) -> Money {
        let left = self.credited.checked_sub(self.charged);
        let left =
            left.and_then(|left| left.checked_add(self.refunded)?.checked_sub(self.reserved));
        left.unwrap_or_default()
    }
}

impl Key {
    /// Whether a secret is this key's, and the key holds.
    pub(crate) fn admits(&self, secret: &str) -> bool {
        // What is compared are hashes of a random secret: where they differ says nothing of it.
        self.revoked_at.is_none() && self.secret_hash == hash(secret)
    }

    /// What the owner of an app sees of its caller. It does not tell who they are.
    pub(crate) fn caller_id(&self) -> String {
        hex(&hash(&format!("user {}", self.user.name))[..16])
    }
}

/// The user of that name, who is made where there is none. A new one gets credit.
pub(crate) fn user(connection: &Connection, name: &str, credit: Money) -> Result<User> {
    if let Some(user) = find_user(connection, name)? {
        return Ok(user);
    }
    let is_plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
    };
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
        return Err(LedgerError::Refused(format!(
            "{name:?} is not a name of a user: write small letters, digits, `-` and `_`, at most {LONGEST_NAME}"
        )));
    }
    connection.execute("INSERT INTO users (name) VALUES (?1)", [name])?;
    let user = User {
        id: connection.last_insert_rowid(),
        name: name.to_owned(),
    };
    add_credit(connection, &user, credit)?;
    Ok(user)
}

/// The user of that name; `None` where there is none.
pub(crate) fn find_user(connection: &Connection, name: &str) -> Result<Option<User>> {
    let mut statement =
        connection.prepare_cached("SELECT user, name FROM users WHERE name = ?1")?;
    Ok(statement.query_row([name], row_of_user).optional()?)
}

/// All users with what they have, by name.
pub(crate) fn users(connection: &Connection) -> Result<Vec<(User, Balance)>> {
    let mut statement = connection.prepare("SELECT user, name FROM users ORDER BY name")?;
    let users = statement.query_map((), row_of_user)?;
    users
        .map(|user| {
            let user = user?;
            let balance = balance(connection, user.id)?;
            Ok((user, balance))
        })
        .collect()
}

fn row_of_user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
    })
}

/// Gives a user credit.
///
/// # Errors
/// All credit together is more than can be counted.
pub(crate) fn add_credit(connection: &Connection, user: &User, amount: Money) -> Result<()> {
    if balance(connection, user.id)?
        .credited
        .checked_add(amount)
        .is_none()
    {
        return Err(LedgerError::Refused(format!(
            "`{}` has more credit than can be counted",
            user.name
        )));
    }
    connection.execute(
        "INSERT INTO credits (user, amount) VALUES (?1, ?2)",
        (user.id, amount.to_nano()),
    )?;
    Ok(())
}

/// What a user has.
pub(crate) fn balance(connection: &Connection, user: i64) -> Result<Balance> {
    let mut statement = connection.prepare_cached(
        "SELECT credited, reserved, charged, refunded FROM balances WHERE user = ?1",
    )?;
    let balance = statement.query_row([user], |row| {
        let money = |column| row.get(column).map(Money::from_nano);
        Ok(Balance {
            credited: money(0)?,
            reserved: money(1)?,
            charged: money(2)?,
            refunded: money(3)?,
        })
    });
    Ok(balance?)
}

/// Makes a key, and returns it as callers send it: this is the only time that it is whole.
pub(crate) fn create(connection: &Connection, user: &User, label: &str) -> Result<String> {
    insert(connection, user, label, None)
}

/// Makes the key of an app's own process: its owner's, and the only one with which units are reported.
pub(crate) fn create_for_app(connection: &Connection, owner: &User, app: &str) -> Result<String> {
    insert(connection, owner, "the app itself", Some(app))
}

/// The apps whose processes ever had a key.
pub(crate) fn apps(connection: &Connection) -> Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT DISTINCT app FROM keys WHERE app IS NOT NULL")?;
    let apps = statement.query_map((), |row| row.get(0))?;
    Ok(apps.collect::<rusqlite::Result<_>>()?)
}

fn insert(connection: &Connection, user: &User, label: &str, app: Option<&str>) -> Result<String> {
    let mut secret = [0; SECRET_BYTES];
    SystemRandom::new()
        .fill(&mut secret)
        .map_err(|_| LedgerError::Refused("the system gives no random numbers".to_owned()))?;
    let secret = hex(&secret);
    let key_id = Uuid::new_v4().to_string();
    connection.execute(
        "INSERT INTO keys (key_id, secret_hash, user, label, app) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&key_id, hash(&secret), user.id, label, app),
    )?;
    Ok(format!("{key_id}:{secret}"))
}

const SELECT: &str = "
    SELECT keys.key, key_id, user, users.name, label, keys.at, revocations.at, secret_hash, app, request_id
    FROM keys JOIN users USING (user) LEFT JOIN revocations USING (key) LEFT JOIN last_uses USING (key)";

/// The key of that id, revoked or not.
pub(crate) fn find(connection: &Connection, key_id: &str) -> Result<Option<Key>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE key_id = ?1"))?;
    Ok(statement.query_row([key_id], key).optional()?)
}

/// The newest key of a user that holds; `None` where there is none.
pub(crate) fn of_user(connection: &Connection, user: &User) -> Result<Option<Key>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE keys.user = ?1 AND revocations.at IS NULL AND app IS NULL ORDER BY keys.key DESC LIMIT 1"
    ))?;
    Ok(statement.query_row([user.id], key).optional()?)
}

/// All keys, the oldest first.
pub(crate) fn list(connection: &Connection) -> Result<Vec<Key>> {
    let mut statement = connection.prepare(&format!("{SELECT} ORDER BY keys.key"))?;
    let keys = statement.query_map((), key)?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Revokes a key. What it was accepted for before stays.
///
/// # Errors
/// There is no such key, or it is revoked already.
pub(crate) fn revoke(connection: &Connection, key_id: &str) -> Result<()> {
    let refused = |why: &str| {
        LedgerError::Refused(format!(
            "the key `{key_id}` {why}\nhelp: `dev keys list` shows all"
        ))
    };
    let key = find(connection, key_id)?.ok_or_else(|| refused("is not known"))?;
    if key.revoked_at.is_some() {
        return Err(refused("is revoked already"));
    }
    connection.execute("INSERT INTO revocations (key) VALUES (?1)", [key.id])?;
    Ok(())
}

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    let last_use: Option<Vec<u8>> = row.get(9)?;
    Ok(Key {
        id: row.get(0)?,
        key_id: row.get(1)?,
        user: User {
            id: row.get(2)?,
            name: row.get(3)?,
        },
        label: row.get(4)?,
        created_at: row.get(5)?,
        revoked_at: row.get(6)?,
        secret_hash: row.get(7)?,
        app: row.get(8)?,
        last_used_at: last_use.map(|id| time_of(&id).as_millisecond()),
    })
}

fn hash(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

/// Bytes as small hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
