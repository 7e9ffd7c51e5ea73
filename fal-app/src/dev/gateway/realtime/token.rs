//! `/rest/tokens/`: a caller with a key gets a token, with which a browser may open sessions (`docs/platform.md` §6.3). It
//! opens nothing else.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::super::auth::{self, Caller};
use super::super::body;
use super::super::market::{Listing, Market};
use super::super::refusal::{Content, Refusal, Sent, json_response};
use crate::dev::ledger::keys;
#[cfg(feature = "realtime")]
use crate::dev::ledger::keys::Key;

/// For what a token is.
const PURPOSE: &str = "realtime";

/// The most apps that a token names, and the bytes of each name.
const MOST_APPS: usize = 32;
const LONGEST_NAME: usize = 256;

/// Seconds that a token lasts, where its caller does not say how many: as the clients ask.
const LASTS: u64 = 120;

/// The most seconds: a day.
const LONGEST: u64 = 24 * 60 * 60;

/// How a token is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    /// A string, at `tokens/`.
    Text,
    /// An object, at `tokens/realtime`.
    Object,
}

/// Gives a token. `path` is what follows `/rest/tokens`.
pub(crate) async fn give(
    market: &Arc<Market>,
    path: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let wanted = match path.trim_matches('/') {
        "" => As::Text,
        "realtime" => As::Object,
        _ => return Err(Refusal::new(StatusCode::NOT_FOUND, "Not Found")),
    };
    if request.method() != Method::POST {
        return Err(Refusal::method_not_allowed("POST"));
    }
    let caller = auth::caller(market, request.headers())?;
    let read = body::read(market, request.into_body()).await?;
    let asked: Value =
        serde_json::from_slice(&read.bytes).map_err(|error| invalid(&error.to_string()))?;
    let apps = apps(&asked["allowed_apps"]).ok_or_else(|| {
        invalid("`allowed_apps` is a list of 1 to 32 names of apps, each of at most 256 bytes")
    })?;
    let lasts = match asked.get("token_expiration").or(asked.get("duration")) {
        None | Some(Value::Null) => Some(LASTS),
        Some(seconds) => seconds
            .as_u64()
            .filter(|seconds| (1..=LONGEST).contains(seconds)),
    };
    let lasts =
        lasts.ok_or_else(|| invalid("`token_expiration` is a number of seconds, 1 to 86400"))?;
    let key = caller.key.map(|key| key.key_id);
    let said = json!({"key": key, "apps": apps});
    let token = market
        .seal
        .close(PURPOSE, &said, Duration::from_secs(lasts));
    let answer = match wanted {
        As::Text => json!(token),
        As::Object => json!({"token": token}),
    };
    Ok(json_response(StatusCode::CREATED, &answer))
}

/// A token for the sessions of this app, for who has that key.
#[cfg(feature = "realtime")]
pub(crate) fn of_key(market: &Market, key: Option<&Key>) -> String {
    let key = key.map(|key| &key.key_id);
    let said = json!({"key": key, "apps": [market.listing.id()]});
    market
        .seal
        .close(PURPOSE, &said, Duration::from_secs(LASTS))
}

fn invalid(why: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, why)
}

fn apps(asked: &Value) -> Option<Vec<&str>> {
    let apps = asked.as_array()?;
    if apps.is_empty() || apps.len() > MOST_APPS {
        return None;
    }
    let name = |app: &'_ Value| app.as_str().is_some_and(|name| name.len() <= LONGEST_NAME);
    apps.iter()
        .all(name)
        .then(|| apps.iter().filter_map(Value::as_str).collect())
}

/// Who opens a session at a path: the caller of the token, if one is sent, else that of the key.
///
/// # Errors
/// They may not. A token does not hold any more once its key is revoked.
pub(super) fn caller(
    market: &Market,
    headers: &HeaderMap,
    token: Option<&str>,
    path: &str,
) -> Result<Caller, Refusal> {
    let Some(token) = token else {
        return auth::caller(market, headers);
    };
    if auth::is_for_anyone(market) {
        // As a key there, even a bad token is nobody's matter.
        return auth::of_key(market, None);
    }
    let invalid = || Refusal::new(StatusCode::UNAUTHORIZED, "invalid or expired token");
    let said = market.seal.open(PURPOSE, token).ok_or_else(invalid)?;
    let key_id = said["key"].as_str().ok_or_else(invalid)?;
    let found = market.ledger.read(|file| keys::find(file, key_id));
    let found = found.map_err(|error| Refusal::internal(&error))?;
    let key = found
        .filter(|key| key.revoked_at.is_none())
        .ok_or_else(invalid)?;
    let apps = said["apps"].as_array().into_iter().flatten();
    if !apps
        .filter_map(Value::as_str)
        .any(|app| allows(app, &market.listing, path))
    {
        return Err(auth::no_access(market));
    }
    auth::of_key(market, Some(key))
}

/// Whether a name is this app's or this endpoint's: `painter`, `owner/painter` or `owner/painter/realtime`.
fn allows(name: &str, listing: &Listing, path: &str) -> bool {
    let name = name.trim_matches('/');
    let endpoint = listing.endpoint_id(path);
    let is_within = endpoint
        .strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    name == listing.app || (is_within && name.len() >= listing.id().len())
}

#[cfg(test)]
mod tests {
    use super::super::super::market::Listing;
    use super::super::super::retries::Retries;
    use super::allows;
    use crate::declare::{AppDeclaration, Auth};
    use crate::dev::ledger::keys::User;

    #[test]
    fn a_name_of_the_app_or_of_the_endpoint() {
        let listing = Listing {
            owner: User {
                id: 1,
                name: "owner".to_owned(),
            },
            app: "painter".to_owned(),
            auth: Auth::Shared,
            machine: "S".to_owned(),
            machines: 1,
            retries: Retries::declared(&AppDeclaration::new("painter", "")),
            private_logs: false,
        };
        for name in [
            "painter",
            "owner/painter",
            "owner/painter/realtime",
            "/owner/painter/realtime/",
            "owner/painter/",
        ] {
            assert!(allows(name, &listing, "/realtime"), "{name}");
        }
        for name in [
            "",
            "/",
            "owner",
            "owner/",
            "paint",
            "owner/paint",
            "owner/painter2",
            "alice/painter",
            "owner/painter/real",
            "owner/painter/realtime/more",
            "owner/painter/other",
        ] {
            assert!(!allows(name, &listing, "/realtime"), "{name}");
        }
    }
}
