//! What receivers and callers ask about webhooks: the key that signs them, and what became of one.

use std::sync::Arc;

use http::{Method, Request, Response, StatusCode};
use uuid::Uuid;

use super::auth;
use super::market::Market;
use super::refusal::{Content, Refusal, Sent, json_response};
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::webhooks;
use crate::dev::webhooks::{Signer, as_json, attempts_as_json};

/// Where the key is: at the platform's address, and where it is below the root of any server.
const KEY_SET: [&str; 2] = ["/rest/.well-known/jwks.json", "/.well-known/jwks.json"];

/// What is asked.
pub(super) enum Asked {
    KeySet,
    Webhook(Uuid),
    Redeliver(Uuid),
}

/// What a path asks.
pub(super) fn asked(path: &str) -> Option<Asked> {
    if KEY_SET.contains(&path) {
        return Some(Asked::KeySet);
    }
    let rest = path.strip_prefix("/rest/webhooks/")?.trim_end_matches('/');
    match rest.strip_suffix("/redeliver") {
        Some(id) => id.parse().ok().map(Asked::Redeliver),
        None => rest.parse().ok().map(Asked::Webhook),
    }
}

/// Answers it. A webhook is shown to who pays for its request, and to nobody else.
pub(super) async fn answer(
    market: &Arc<Market>,
    asked: Asked,
    request: &Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let internal = |error: LedgerError| Refusal::internal(&error);
    let (id, again) = match asked {
        Asked::KeySet => {
            allow(request, &Method::GET)?;
            let signer = market.ledger.read(Signer::of).map_err(internal)?;
            return Ok(json_response(StatusCode::OK, &signer.key_set()));
        }
        Asked::Webhook(id) => (id, false),
        Asked::Redeliver(id) => (id, true),
    };
    let payer = auth::caller(market, request.headers())?.payer;
    let found = || {
        let found = market
            .ledger
            .read(|file| webhooks::find(file, &id, Some(payer)));
        let unknown = || Refusal::new(StatusCode::NOT_FOUND, "Webhook not found");
        found.map_err(internal)?.ok_or_else(unknown)
    };
    let (webhook, attempts) = found()?;
    if !again {
        allow(request, &Method::GET)?;
        let mut body = as_json(&webhook);
        body["log"] = attempts_as_json(&attempts);
        return Ok(json_response(StatusCode::OK, &body));
    }
    allow(request, &Method::POST)?;
    let asked = market
        .ledger
        .write(move |file| webhooks::redeliver(file, &id));
    match asked.await {
        Ok(()) => {}
        Err(LedgerError::Refused(_)) => {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "The result is not kept any more",
            ));
        }
        Err(error) => return Err(internal(error)),
    }
    Ok(json_response(StatusCode::ACCEPTED, &as_json(&found()?.0)))
}

fn allow<B>(request: &Request<B>, method: &Method) -> Result<(), Refusal> {
    match request.method() == method {
        true => Ok(()),
        false if *method == Method::GET => Err(Refusal::method_not_allowed("GET")),
        false => Err(Refusal::method_not_allowed("POST")),
    }
}
