//! What all questions of this API have in common: who asks, for which endpoints, and what they are refused with.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{Request, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

use super::super::auth;
use super::super::market::Market;
use super::super::query::Query;
use super::super::refusal::Sent;
use crate::dev::app::document::{Bounds, Endpoint};
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::keys::Key;
use crate::dev::ledger::usage::{self, Kind, Question, Used};

/// An error of this API: its status, its type, and its message.
pub(super) struct Refused(
    pub(super) StatusCode,
    pub(super) &'static str,
    pub(super) String,
);

pub(super) type Answer = Result<Value, Refused>;

/// What the platform calls a unit of machine seconds.
pub(super) const SECONDS: &str = "compute seconds";

/// The unit of an endpoint.
pub(super) fn unit(endpoint: &Endpoint) -> &str {
    match endpoint.bounds {
        Bounds::MachineSeconds => SECONDS,
        Bounds::Units { .. } => &endpoint.unit,
    }
}

/// The endpoints of these ids.
pub(super) fn endpoints(
    market: &Market,
    ids: &[String],
) -> Result<Vec<(String, Endpoint)>, Refused> {
    let document = market.app.document();
    let found = ids.iter().map(|id| {
        let mut endpoints = document.endpoints.iter();
        let endpoint = endpoints.find(|endpoint| market.listing.endpoint_id(&endpoint.path) == *id);
        let endpoint = endpoint.ok_or_else(|| {
            Refused(
                StatusCode::NOT_FOUND,
                "not_found",
                format!("the endpoint `{id}` is not known"),
            )
        })?;
        Ok((id.clone(), endpoint.clone()))
    });
    found.collect()
}

/// Reads usage, which may be long, on a thread of its own.
pub(super) async fn ask(
    market: &Arc<Market>,
    question: Question,
) -> Result<BTreeMap<Kind, Used>, Refused> {
    let market = market.clone();
    let read =
        tokio::task::spawn_blocking(move || market.ledger.read(|file| usage::of(file, &question)));
    match read.await {
        Ok(used) => used.map_err(internal),
        Err(_) => Err(internal(LedgerError::Closed)),
    }
}

/// The key, without which nothing is answered.
pub(super) fn key(market: &Market, request: &Request<Sent>) -> Result<Key, Refused> {
    let refused = |message: &str| {
        Refused(
            StatusCode::UNAUTHORIZED,
            "authorization_error",
            message.to_owned(),
        )
    };
    match auth::key(market, request.headers()) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(refused("Authentication is required")),
        Err(refusal) => Err(refused(&refusal.detail())),
    }
}

/// An answer to a question that is not one.
pub(super) fn invalid(message: &str) -> Refused {
    Refused(
        StatusCode::BAD_REQUEST,
        "validation_error",
        message.to_owned(),
    )
}

/// An answer where the ledger cannot be read.
pub(super) fn internal(error: LedgerError) -> Refused {
    tracing::error!("{error}");
    Refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        "Internal Server Error".to_owned(),
    )
}

/// A parameter that is a number.
pub(super) fn number(query: &Query, name: &str) -> Result<Option<usize>, Refused> {
    let read = |text: String| {
        text.parse()
            .map_err(|_| invalid(&format!("`{name}` is a whole number")))
    };
    query.one(name).map(read).transpose()
}

/// A parameter that is a time.
pub(super) fn time(query: &Query, name: &str) -> Result<Option<Timestamp>, Refused> {
    let read = |text: String| {
        usage::time(&text).ok_or_else(|| {
            invalid(&format!(
                "`{name}` is a date or a time in UTC, as `2026-11-28T00:00:00Z`"
            ))
        })
    };
    query.one(name).map(read).transpose()
}
