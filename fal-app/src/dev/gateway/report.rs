//! `/rest/requests/billable-units/{id}`: the app says what a deferred request costs (`docs/platform.md` §1.3).

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;
use uuid::Uuid;

use super::auth;
use super::body;
use super::log::Line;
use super::market::Market;
use super::refusal::{Content, Refusal, Sent, json_response};
use crate::dev::ledger::reports::{self, Billed, Report, Reported};
use crate::dev::ledger::requests::Charge;
use crate::units::BillableUnits;

/// How long a report waits for the head of the answer that it bills. It may overtake it: each has a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes a report of the app. `id` is the last segment of the path.
pub(super) async fn report(
    market: &Arc<Market>,
    id: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let (head, content) = request.into_parts();
    let app = app(market, &head)?;
    if head.method != Method::POST {
        return Err(Refusal::method_not_allowed("POST"));
    }
    let body = body::read(market, content).await?;
    let report = Report {
        id: canonical(id).ok_or_else(unknown)?,
        app,
        units: units(&body.bytes)?,
    };
    let charge = match hear(market, &report).await? {
        Reported::Charged(charge, billed) => {
            log(market, report.id, billed, charge);
            charge
        }
        Reported::Again(charge) => charge,
        Reported::Unknown => return Err(unknown()),
        Reported::TooEarly => return Err(conflict("The request has no answer yet")),
        Reported::Other => {
            let Report { id, units, .. } = &report;
            tracing::warn!(
                "the app reports {units} units of request {id}, which is billed otherwise: they are not charged"
            );
            return Err(conflict(
                "The request is billed already, and not by this report",
            ));
        }
    };
    let body = json!({
        "request_id": report.id.to_string(),
        "billable_units": charge.units.to_string(),
    });
    Ok(json_response(StatusCode::OK, &body))
}

/// The app that asks: only its own process has such a key.
fn app(market: &Market, head: &Parts) -> Result<String, Refusal> {
    match auth::required(market, &head.headers)?.app {
        Some(app) => Ok(app),
        None => Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Only the app itself reports what its requests cost",
        )),
    }
}

/// The one form in which the platform writes ids.
fn canonical(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.to_string() == text).then_some(id)
}

/// `{"billable_units": "3"}`, the number in the form of the header.
fn units(body: &[u8]) -> Result<BillableUnits, Refusal> {
    let said: Option<Value> = serde_json::from_slice(body).ok();
    let units = said
        .as_ref()
        .and_then(|said| said["billable_units"].as_str());
    units.and_then(|units| units.parse().ok()).ok_or_else(|| {
        Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "`billable_units` is text of the form `digits` or `digits.digits`",
        )
    })
}

/// Hands it to the ledger. One that overtakes the head of its answer waits for that.
async fn hear(market: &Arc<Market>, report: &Report) -> Result<Reported, Refusal> {
    let began = Instant::now();
    loop {
        let deferred = market.deferrals.notified();
        tokio::pin!(deferred);
        // What is deferred from here on is heard of.
        deferred.as_mut().enable();
        let said = report.clone();
        let reported = market
            .ledger
            .write(move |file| reports::report(file, &said))
            .await
            .map_err(|error| Refusal::internal(&error))?;
        let left = PATIENCE.saturating_sub(began.elapsed());
        if !matches!(reported, Reported::TooEarly) || timeout(left, deferred).await.is_err() {
            return Ok(reported);
        }
    }
}

fn log(market: &Market, id: Uuid, billed: Billed, charge: Charge) {
    let now = Instant::now();
    let took = Duration::from_millis(billed.milliseconds);
    let line = Line {
        id,
        caller: billed.caller.unwrap_or_else(|| auth::ANYONE.to_owned()),
        endpoint: billed.endpoint,
        // The time is that of the request, not that of its report.
        began: now.checked_sub(took).unwrap_or(now),
    };
    market.log.write_report(&line, billed.status, charge);
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Request not found")
}

fn conflict(why: &str) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, why)
}
