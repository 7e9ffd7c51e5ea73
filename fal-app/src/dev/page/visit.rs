//! Who looks at the page, and from where.

use std::sync::Arc;

use http::HeaderMap;
use http::Uri;
use http::header::COOKIE;

use super::offer::Offer;
use crate::declare::Auth;
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

    /// The same visit, with what users have now.
    pub(super) fn again(&self) -> Result<Self> {
        Ok(Self {
            users: self.market.ledger.read(keys::users)?,
            ..self.clone()
        })
    }

    #[expect(dead_code, reason = "the playground will use it")]
    /// Who pays for what the chosen caller asks.
    pub(super) fn payer(&self) -> &User {
        match self.market.listing.auth {
            Auth::Shared => &self.caller,
            Auth::Private | Auth::Public => &self.market.listing.owner,
        }
    }

    #[expect(dead_code, reason = "the playground will use it")]
    /// What a user has.
    pub(super) fn balance(&self, user: &User) -> Balance {
        let mut users = self.users.iter();
        users
            .find(|(one, _)| one == user)
            .map(|(_, balance)| *balance)
            .unwrap_or_default()
    }
}

/// The port is in the name, as browsers send a cookie to every port of a host.
pub(super) fn cookie_name(address: &str) -> String {
    let port = address.rsplit_once(':').map_or("80", |(_, port)| port);
    format!("fal_caller_{port}")
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
