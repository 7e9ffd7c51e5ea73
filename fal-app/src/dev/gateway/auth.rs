//! Who calls, and who pays (`docs/platform.md` §1.1).

use http::header::{self, HeaderMap};
use http::{Request, StatusCode};

use super::market::Market;
use super::refusal::Refusal;
use crate::declare::Auth;
use crate::dev::ledger::keys::{self, Key};

/// The name of a caller who does not say who they are.
pub(super) const ANYONE: &str = "anyone";

/// Who calls.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// `None` for one who does not say who they are.
    pub(super) key: Option<Key>,
    pub(super) payer: i64,
}

impl Caller {
    /// Their name, for people.
    pub(super) fn name(&self) -> &str {
        self.key.as_ref().map_or(ANYONE, |key| &key.user.name)
    }
}

/// The caller of a request for the app.
///
/// # Errors
/// They may not call it: the answer of the platform.
pub(super) fn caller(market: &Market, headers: &HeaderMap) -> Result<Caller, Refusal> {
    match is_for_anyone(market) {
        // Even a bad key is nobody's matter here.
        true => of_key(market, None),
        false => of_key(market, key(market, headers)?),
    }
}

/// A key that somebody is known by who asks from within. No request from outside has it.
#[derive(Clone)]
pub(super) struct Known(pub(super) Key);

/// The caller of a request for the app, from outside or from within.
///
/// # Errors
/// As [`caller`].
pub(super) fn of_request<B>(market: &Market, request: &Request<B>) -> Result<Caller, Refusal> {
    match request.extensions().get() {
        Some(Known(key)) => of_key(market, Some(key.clone())),
        None => caller(market, request.headers()),
    }
}

/// Whether callers need no key.
pub(super) fn is_for_anyone(market: &Market) -> bool {
    market.listing.auth == Auth::Public
}

/// The caller who has shown a key that holds, or none.
///
/// # Errors
/// They may not call the app.
pub(super) fn of_key(market: &Market, key: Option<Key>) -> Result<Caller, Refusal> {
    let owner = &market.listing.owner;
    if is_for_anyone(market) {
        return Ok(Caller {
            key: None,
            payer: owner.id,
        });
    }
    let Some(key) = key else {
        let app = market.listing.id();
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            format!(
                "Cannot access application \"{app}\". Authentication is required to access this application."
            ),
        ));
    };
    if market.listing.auth == Auth::Private && key.user != *owner {
        return Err(no_access(market));
    }
    let payer = key.user.id;
    Ok(Caller {
        key: Some(key),
        payer,
    })
}

/// The answer to one who is known and may not call the app.
pub(super) fn no_access(market: &Market) -> Refusal {
    let app = market.listing.id();
    Refusal::new(
        StatusCode::FORBIDDEN,
        format!("Cannot access application \"{app}\"."),
    )
}

/// The key of a request that is not for the app.
///
/// # Errors
/// There is none, it is not a key, or not one that holds.
pub(super) fn required(market: &Market, headers: &HeaderMap) -> Result<Key, Refusal> {
    key(market, headers)?
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "Authentication is required"))
}

/// The key that a request is sent with, if any.
///
/// # Errors
/// It is not a key, or not one that holds.
pub(super) fn key(market: &Market, headers: &HeaderMap) -> Result<Option<Key>, Refusal> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (sent.next(), sent.next());
    let Some(first) = first else {
        return Ok(None);
    };
    let refused = |detail: &str| Refusal::new(StatusCode::UNAUTHORIZED, detail);
    let text = first.to_str().ok().filter(|_| second.is_none());
    let credentials = text.and_then(|text| {
        let (scheme, credentials) = text.split_once(' ')?;
        let is_key = scheme.eq_ignore_ascii_case("key");
        credentials.trim().split_once(':').filter(|_| is_key)
    });
    let Some((key_id, secret)) = credentials else {
        return Err(refused(
            "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.",
        ));
    };
    let found = market.ledger.read(|file| keys::find(file, key_id));
    let found = found.map_err(|error| Refusal::internal(&error))?;
    match found.filter(|key| key.admits(secret)) {
        Some(key) => Ok(Some(key)),
        None => Err(refused("invalid key credentials")),
    }
}
