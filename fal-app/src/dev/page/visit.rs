//! Who looks at the page, and from where.

use std::sync::Arc;

use http::HeaderMap;
use http::Uri;
use http::header::COOKIE;

use super::address::cookie_name;
use super::form::Local;
use super::offer::Offer;
use crate::declare::{Auth, EndpointDeclaration};
use crate::dev::files::Files;
use crate::dev::gateway::{Market, Query, authority};
use crate::dev::ledger::keys::{self, Balance, User};
use crate::dev::ledger::{LedgerError, Result};

/// One request of a browser.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) offer: Arc<Offer>,
    pub(super) market: Arc<Market>,
    pub(super) query: Query,
    /// The host and the port, as the browser names them.
    pub(super) address: String,
    /// Whether a script asks, which wants a fragment. A plain link or form wants the whole page.
    pub(super) is_script: bool,
    /// Who calls, from here.
    pub(super) caller: User,
    /// All who may be chosen, with what they have.
    pub(super) users: Vec<(User, Balance)>,
}

impl Visit {
    pub(super) fn of(
        offer: &Arc<Offer>,
        market: Arc<Market>,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self> {
        let users = market.ledger.read(keys::users)?;
        let address = authority(uri, headers).map_or_else(String::new, |host| host.to_string());
        let chosen = cookie(headers, &cookie_name(&address));
        let named = |name: &str| users.iter().find(|(user, _)| user.name == name);
        // Where callers pay, one of them looks at it first.
        let first = match market.listing.auth {
            Auth::Shared => users.iter().find(|(user, _)| *user != market.listing.owner),
            Auth::Private | Auth::Public => None,
        };
        let caller = chosen.as_deref().and_then(named).or(first);
        let caller = caller.or_else(|| named(&market.listing.owner.name));
        let (caller, _) = caller.ok_or(LedgerError::Closed)?;
        Ok(Self {
            caller: caller.clone(),
            users,
            query: Query::of_uri(uri),
            is_script: headers.contains_key("hx-request"),
            address,
            offer: offer.clone(),
            market,
        })
    }

    /// The same, with what the users have by now. Where the ledger cannot be read, it is what they had.
    pub(super) fn again(&self) -> Self {
        let users = self.market.ledger.read(keys::users);
        Self {
            users: users.unwrap_or_else(|_| self.users.clone()),
            ..self.clone()
        }
    }

    /// The same, when another one calls.
    pub(super) fn calling_as(&self, name: &str) -> Self {
        let mut users = self.users.iter();
        let caller = users.find(|(user, _)| user.name == name);
        Self {
            caller: caller.map_or_else(|| self.caller.clone(), |(user, _)| user.clone()),
            ..self.clone()
        }
    }

    /// Where files are that callers sent.
    pub(super) fn local(&self) -> Local<'_> {
        Local {
            address: &self.address,
            files: &self.market.files,
        }
    }

    /// An endpoint, with its place.
    pub(super) fn endpoint(&self, at: usize) -> (usize, &EndpointDeclaration) {
        (at, &self.offer.endpoints[at])
    }

    /// Who pays for what the chosen caller asks.
    pub(super) fn payer(&self) -> &User {
        match self.market.listing.auth {
            Auth::Shared => &self.caller,
            Auth::Private | Auth::Public => &self.market.listing.owner,
        }
    }

    /// What a user has.
    pub(super) fn balance(&self, user: &User) -> Balance {
        let mut users = self.users.iter();
        users
            .find(|(one, _)| one == user)
            .map(|(_, balance)| *balance)
            .unwrap_or_default()
    }
}

/// What a form sends is kept among the files of callers.
impl AsRef<Files> for Visit {
    fn as_ref(&self) -> &Files {
        &self.market.files
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = headers.get_all(COOKIE).iter();
    let sent = sent.filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = sent.flat_map(|cookies| cookies.split(';'));
    cookies.find_map(|cookie| {
        let (given, value) = cookie.trim().split_once('=')?;
        (given == name).then(|| value.to_owned())
    })
}
